-- What scripts/demo shows: the outline beside the essay, the messages in the text, counts and keys below.

local T = require('harness')
vim.cmd.edit(T.file('essay.md', T.essay()))
local window, buffer = vim.api.nvim_get_current_win(), vim.api.nvim_get_current_buf()
vim.cmd.luafile(T.root .. '/scripts/demo.lua')

local function outline()
  local list = vim.fn.getloclist(window, { qfbufnr = 0 }).qfbufnr
  return list ~= 0 and vim.api.nvim_buf_get_lines(list, 0, -1, true) or {}
end

T.test('the outline stands beside the essay, indented', function()
  T.wait('the outline', function()
    return vim.list_contains(outline(), '  （三）表格填得满，老人没开口')
  end)
  assert(vim.list_contains(outline(), '一、为什么从县域看养老'))
  assert(vim.list_contains(outline(), '    2. 邻里搭把手'))
  T.eq(vim.fn.winlayout()[1], 'row')
end)

T.test('the cursor is on the first finding', function()
  T.eq(vim.api.nvim_get_current_win(), window)
  local first = vim.diagnostic.get(buffer, { lnum = vim.api.nvim_win_get_cursor(0)[1] - 1 })
  T.eq(#first, 1)
end)

T.test('messages stand in the text, counts and keys below it', function()
  local messages = 0
  for _, namespace in pairs(vim.api.nvim_get_namespaces()) do
    for _, mark in ipairs(vim.api.nvim_buf_get_extmarks(buffer, namespace, 0, -1, { details = true })) do
      messages = messages + (mark[4].virt_text and 1 or 0)
    end
  end
  T.eq(messages, #vim.diagnostic.get(buffer))
  local status = vim.api.nvim_eval_statusline(vim.o.statusline, { winid = window, maxwidth = 200 }).str
  assert(status:find('warnings %d') and status:find('K card', 1, true), status)
end)

T.test('a repair changes the outline', function()
  T.cursor('（三）表格填得满', 1)
  -- The first of the menu is the repair, behind it stand the ways to be left alone.
  vim.ui.select = function(items, _, choose)
    choose(items[1], 1)
  end
  vim.lsp.buf.code_action({ context = { only = { 'quickfix' } }, apply = true })
  T.wait('the new outline', function()
    return vim.list_contains(outline(), '  （二）表格填得满，老人没开口')
  end)
end)

T.finish()
