-- The parts of the plugin beside the server: its messages, :checkhealth, help.

local T = require('harness')

local messages = {}
vim.notify = function(message)
  table.insert(messages, message)
end

local function health_report()
  vim.cmd('silent checkhealth yinzheng')
  local report = table.concat(vim.api.nvim_buf_get_lines(0, 0, -1, true), '\n')
  vim.cmd.bwipeout({ bang = true })
  return report
end

T.test('a missing server is explained once, in the language of the locale', function()
  local expected_of = { zh_CN = '找不到可执行程序“no-such-server”', en_GB = 'no executable “no-such-server”' }
  for locale, expected in vim.spairs(expected_of) do
    vim.env.LC_ALL = locale .. '.UTF-8'
    package.loaded.yinzheng = nil
    messages = {}
    T.enable({ cmd = { 'no-such-server', 'server' } })
    vim.cmd.edit(T.file('a.txt', '文章。\n'))
    vim.cmd.edit(T.file('b.md', '文章。\n'))
    T.eq(#messages, 1, vim.inspect(messages))
    assert(messages[1]:find(expected, 1, true), messages[1])
    T.eq(vim.lsp.get_clients({ name = 'yinzheng' }), {})
  end
end)

vim.env.LC_ALL = 'C.UTF-8'

T.test(':checkhealth names a missing server', function()
  local report = health_report()
  assert(report:find('ERROR no such executable: no-such-server', 1, true), report)
end)

T.test(':checkhealth shows version and running server', function()
  T.enable({ cmd = { 'yinzheng', 'server' } })
  T.open(T.file('essay.md', T.essay()))
  local report = health_report()
  assert(report:find('OK enabled', 1, true), report)
  assert(report:find('OK yinzheng %d+%.%d+%.%d+'), report)
  assert(report:find('1 open files, positions in utf-8', 1, true), report)
  assert(not report:find('ERROR', 1, true), report)
end)

T.test('the help has an English and a Chinese text', function()
  local copy = vim.fn.tempname()
  vim.fn.mkdir(copy .. '/doc', 'p')
  for name in vim.fs.dir(T.root .. '/editors/nvim/doc') do
    vim.uv.fs_copyfile(T.root .. '/editors/nvim/doc/' .. name, copy .. '/doc/' .. name)
  end
  vim.opt.runtimepath:prepend(copy)
  vim.cmd.helptags(copy .. '/doc')
  for tag, expected in pairs({ ['yinzheng-setup@en'] = 'SET UP', ['yinzheng-setup@cn'] = '安装与启用' }) do
    vim.cmd.help(tag)
    assert(vim.api.nvim_get_current_line():find(expected, 1, true), vim.api.nvim_get_current_line())
    vim.cmd.helpclose()
  end
end)

T.finish()
