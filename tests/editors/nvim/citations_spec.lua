-- Markers and entries: going there and back, all places of a work, cards, completion.

local T = require('harness')
T.enable()
local buffer, client = T.open(T.file('essay.md', T.essay()))

---The text of the line under the cursor from the cursor on.
local function under_cursor()
  return vim.api.nvim_get_current_line():sub(vim.api.nvim_win_get_cursor(0)[2] + 1)
end

---The parameters of a request at the cursor.
local function here()
  return vim.lsp.util.make_position_params(0, client.offset_encoding)
end

T.test('a marker leads to its entry, the label of the entry to its first marker', function()
  T.cursor('[2]前一句', 1)
  vim.lsp.buf.definition()
  T.wait('the entry', function()
    return vim.startswith(under_cursor(), '[2] 习近平. 高举')
  end)
  vim.lsp.buf.definition()
  T.wait('the marker', function()
    return vim.startswith(under_cursor(), '[2]前一句')
  end)
end)

T.test('all places of a work are listed', function()
  T.cursor('[3] 毛泽东')
  vim.lsp.buf.references({ includeDeclaration = false }, {
    on_list = function(list)
      vim.fn.setqflist({}, ' ', list)
    end,
  })
  T.wait('the places', function()
    return #vim.fn.getqflist() > 0
  end)
  for _, place in ipairs(vim.fn.getqflist()) do
    local line = vim.api.nvim_buf_get_lines(buffer, place.lnum - 1, place.lnum, true)[1]
    T.eq(line:sub(place.col, place.end_col - 1), '[3]')
  end
end)

T.test('hover on a marker shows the entry', function()
  T.cursor('[1]，五年之后', 1)
  local result = T.request(client, 'textDocument/hover', here(), buffer)
  local card = result.contents.value
  assert(card:find('决胜全面建成小康社会', 1, true) and card:find('正文引用', 1, true), card)
end)

T.test('a marker is completed, and its bracket closed', function()
  T.cursor('目标喊得再响')
  vim.cmd.normal({ 'i[', bang = true })
  vim.cmd.normal({ 'l', bang = true })
  local items = T.request(client, 'textDocument/completion', here(), buffer)
  local found = vim.tbl_filter(function(item)
    return item.label == '[7]'
  end, items.items or items)
  T.eq(#found, 1, vim.inspect(items))
  assert(found[1].detail:find('徐勇', 1, true) or found[1].documentation:find('徐勇', 1, true), vim.inspect(found))
  vim.lsp.util.apply_text_edits({ found[1].textEdit }, buffer, client.offset_encoding)
  T.cursor('[7]目标喊得再响')
  vim.cmd.undo()
end)

T.test('lenses say how often an entry is cited', function()
  local params = { textDocument = vim.lsp.util.make_text_document_params(buffer) }
  local titles = {}
  for _, lens in ipairs(T.request(client, 'textDocument/codeLens', params, buffer)) do
    titles[lens.command.title] = true
  end
  assert(titles['未引用'] and titles['引用2次'], vim.inspect(titles))
end)

T.finish()
