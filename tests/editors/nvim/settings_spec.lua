-- Settings of the editor reach the server, and yinzheng.toml goes before them.

local T = require('harness')
T.enable({ settings = { yinzheng = { lang = 'en', rules = { ['unused-reference'] = 'off', ['uncited-quote'] = 'error' } } } })
local path = T.file('essay.md', T.essay())
local folder = vim.fs.dirname(path)
vim.fn.mkdir(folder .. '/.git')
local buffer, client = T.open(path)

local function of(rule)
  return vim.tbl_filter(function(diagnostic)
    return diagnostic.code == rule
  end, vim.diagnostic.get(buffer))
end

T.test('the folder with .git is the root', function()
  T.eq(vim.fs.normalize(client.root_dir or client.config.root_dir), vim.fs.normalize(folder))
end)

T.test('rules and language are those of the settings', function()
  T.wait('findings under the settings', function()
    return #of('uncited-quote') > 0 and #of('unused-reference') == 0
  end)
  for _, diagnostic in ipairs(of('uncited-quote')) do
    T.eq(diagnostic.severity, vim.diagnostic.severity.ERROR)
    assert(diagnostic.message:find('%a%a%a'), diagnostic.message)
  end
end)

T.test('writing yinzheng.toml changes the findings at once', function()
  vim.cmd.split(folder .. '/yinzheng.toml')
  vim.api.nvim_buf_set_lines(0, 0, -1, true, { '[rules]', 'uncited-quote = "off"' })
  vim.cmd.write()
  vim.cmd.close()
  T.wait('the rule to be off', function()
    return #of('uncited-quote') == 0 and #of('undefined-citation') > 0
  end)
end)

T.finish()
