-- A finding is ignored by an action: in plain text through the workspace, in LaTeX by a comment.

local T = require('harness')
T.enable()

local quote = '毛泽东曾指出：“没有调查就没有发言权，这是一条颠扑不破的真理。”'

---Applies the action whose title holds `words`, at the quotation.
local function apply(words)
  T.cursor('没有调查', 2)
  vim.lsp.buf.code_action({
    context = { only = { 'quickfix' } },
    filter = function(action)
      return action.title:find(words, 1, true) ~= nil
    end,
    apply = true,
  })
end

T.test('a finding in plain text is ignored by a line of the workspace', function()
  local path = T.file('文稿.txt', quote .. '\n')
  local buffer = T.open(path)
  T.wait('the finding', function()
    return T.count(buffer, 'uncited-quote') == 1
  end)
  apply('忽略这条提示')
  T.wait('the finding to go', function()
    return T.count(buffer, 'uncited-quote') == 0
  end)
  T.eq(T.await_checked(buffer), {})
  local ignore = vim.fs.joinpath(vim.fs.dirname(path), '.yinzheng/ignore')
  local text = T.read(ignore)
  assert(text:find('\n文稿.txt: uncited-quote: “没有调查', 1, true), text)

  vim.cmd.split(ignore)
  vim.api.nvim_buf_set_lines(0, 0, -1, true, { '# 空' })
  vim.cmd.write()
  vim.cmd.close()
  T.wait('the finding', function()
    return T.count(buffer, 'uncited-quote') == 1
  end)
end)

T.test('a quotation that is a term is one from then on', function()
  local path = T.file('文稿.txt', quote .. '\n')
  local buffer = T.open(path)
  T.wait('the finding', function()
    return T.count(buffer, 'uncited-quote') == 1
  end)
  apply('当作术语')
  T.wait('the finding to go', function()
    return T.count(buffer, 'uncited-quote') == 0
  end)
  local terms = T.read(vim.fs.joinpath(vim.fs.dirname(path), '.yinzheng/terms'))
  assert(terms:find('\n没有调查就没有发言权，这是一条颠扑不破的真理\n', 1, true), terms)
end)

T.test('a finding in LaTeX is ignored by a comment', function()
  local buffer = T.open(T.file('文稿.tex', '\\documentclass{ctexart}\n\\begin{document}\n' .. quote .. '\n\\end{document}\n'))
  T.wait('the finding', function()
    return T.count(buffer, 'uncited-quote') == 1
  end)
  apply('在本段忽略')
  T.wait('the comment', function()
    return vim.fn.search('% yinzheng-ignore uncited-quote: ', 'nw') > 0
  end)
  T.wait('the finding to go', function()
    return T.count(buffer, 'uncited-quote') == 0
  end)
  T.eq(T.await_checked(buffer), {})
end)

T.finish()
