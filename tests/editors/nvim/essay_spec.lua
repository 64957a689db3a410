-- The sample essay, as a writer meets it: findings, cards, outline, repairs, editing.

local T = require('harness')
T.enable()
local buffer, client = T.open(T.file('essay.md', T.essay()))

T.test('positions are counted in UTF-8', function()
  T.eq(client.offset_encoding, 'utf-8')
end)

T.test('the findings of the command line are shown, each at its place', function()
  local findings = T.await_checked(buffer)
  local rules = {}
  for _, finding in ipairs(findings) do
    rules[finding:match('^%S+')] = true
  end
  for _, rule in ipairs({ 'heading-out-of-order', 'uncited-quote', 'undefined-citation', 'unused-reference' }) do
    assert(rules[rule], 'no ' .. rule)
  end
end)

T.test('findings have a source, a severity and a message in Chinese', function()
  for _, diagnostic in ipairs(vim.diagnostic.get(buffer)) do
    T.eq(diagnostic.source, 'yinzheng')
    assert(diagnostic.severity, vim.inspect(diagnostic))
    assert(diagnostic.message:find('[\228-\233][\128-\191][\128-\191]'), diagnostic.message)
  end
end)

local function floating_text()
  for _, window in ipairs(vim.api.nvim_list_wins()) do
    if vim.api.nvim_win_get_config(window).relative ~= '' then
      return table.concat(vim.api.nvim_buf_get_lines(vim.api.nvim_win_get_buf(window), 0, -1, true), '\n'), window
    end
  end
end

for _, term in ipairs({ '基层治理', '党的十九大' }) do
  T.test('hover shows the card of ' .. term, function()
    T.cursor(term, 1)
    vim.lsp.buf.hover()
    local text, window
    T.wait('the card', function()
      text, window = floating_text()
      return text
    end)
    vim.api.nvim_win_close(window, true)
    assert(text:find(term, 1, true), text)
    assert(#text > 3 * #term, 'the card is empty: ' .. text)
  end)
end

T.test('hover says nothing about ordinary words', function()
  T.cursor('老人住在村里')
  local params = vim.lsp.util.make_position_params(0, client.offset_encoding)
  local result = T.request(client, 'textDocument/hover', params, buffer)
  assert(not result or result == vim.NIL, vim.inspect(result))
end)

T.test('the outline is the tree of headings', function()
  local params = { textDocument = vim.lsp.util.make_text_document_params(buffer) }
  local function find(symbols, name)
    for _, symbol in ipairs(symbols) do
      if symbol.name:find(name, 1, true) then
        return symbol
      end
    end
    error(name .. ' is not among ' .. vim.inspect(vim.tbl_map(function(symbol)
      return symbol.name
    end, symbols)))
  end
  local symbols = T.request(client, 'textDocument/documentSymbol', params, buffer)
  -- The title is either the root of the tree or beside the sections.
  local title = find(symbols, '家门口的养老')
  local sections = #(title.children or {}) > 0 and title.children or symbols
  local section = find(sections, '三、把养老办成大家的事')
  local subsection = find(section.children, '（二）各尽其责')
  T.eq(#subsection.children, 3)
  find(subsection.children, '邻里搭把手')
  find(sections, '四、结语')
end)

T.test('the repair of a heading out of order removes the finding', function()
  T.eq(T.count(buffer, 'heading-out-of-order'), 1)
  T.cursor('（三）表格填得满', 1)
  -- Without this, a menu would read the end of standard input, and Neovim would exit with status 0.
  vim.ui.select = function(items)
    error('a single repair needs no menu: ' .. vim.inspect(items))
  end
  vim.lsp.buf.code_action({
    context = { only = { 'quickfix' } },
    filter = function(action)
      return action.title:find('二', 1, true) ~= nil
    end,
    apply = true,
  })
  T.wait('the repaired heading', function()
    return vim.fn.search('（二）表格填得满', 'n') > 0
  end)
  T.wait('the finding to go', function()
    return T.count(buffer, 'heading-out-of-order') == 0
  end)
  T.await_checked(buffer)
end)

T.test('undo brings the finding back', function()
  vim.cmd.undo()
  T.wait('the finding', function()
    return T.count(buffer, 'heading-out-of-order') == 1
  end)
  T.await_checked(buffer)
end)

T.test('findings follow the text while it is edited', function()
  T.cursor('[8]')
  vim.cmd.normal({ 'xxx', bang = true })
  T.wait('the finding of the removed citation to go', function()
    return T.count(buffer, 'undefined-citation') == 0
  end)
  -- An emoji counts differently in each encoding, and a new paragraph moves all that follows.
  vim.cmd.normal({ 'ggO😀县里的同志说：', bang = true })
  vim.cmd.normal({ 'Go[9] 无名氏. 书[M]. 北京: 某社, 2001.', bang = true })
  T.cursor('任何质量')
  vim.cmd.normal({ 'i𠮷😀', bang = true })
  T.await_checked(buffer)
  T.cursor('一、为什么')
  vim.cmd.normal({ '3J', bang = true })
  T.await_checked(buffer)
  vim.cmd('%delete')
  T.wait('no findings in an empty text', function()
    return #vim.diagnostic.get(buffer) == 0
  end)
end)

T.finish()
