-- What scripts/demo shows in Neovim: the essay with its findings, its outline beside it, and the keys.

local say = require('yinzheng').say

vim.o.termguicolors = vim.env.COLORTERM ~= nil
vim.o.laststatus = 3
vim.o.signcolumn = 'yes'
vim.o.number = true
vim.o.winborder = 'rounded'
vim.o.statusline = say(
  ' 引证 %{%v:lua.YinzhengCounts()%}  │  K 术语卡片  ]d [d 下一处、上一处  gra 修正  u 撤销  :qa! 退出',
  ' 引证 %{%v:lua.YinzhengCounts()%}  │  K card  ]d [d next, previous finding  gra repair  u undo  :qa! quit'
)

vim.diagnostic.config({
  severity_sort = true,
  virtual_text = { prefix = '◀', spacing = 2 },
  float = { source = true, header = '' },
})

local essay = { window = vim.api.nvim_get_current_win(), buffer = vim.api.nvim_get_current_buf() }
vim.wo[essay.window].linebreak = false
vim.wo[essay.window].breakindent = true

function _G.YinzhengCounts()
  local counts = vim.diagnostic.count(essay.buffer)
  local parts = {}
  for _, kind in ipairs({ { 'Error', say('错误', 'errors') }, { 'Warn', say('警告', 'warnings') }, { 'Info', say('提示', 'notes') }, { 'Hint', say('建议', 'hints') } }) do
    local count = counts[vim.diagnostic.severity[kind[1]:upper()]]
    if count then
      table.insert(parts, ('%%#Diagnostic%s#%s %d%%*'):format(kind[1], kind[2], count))
    end
  end
  return table.concat(parts, '  ')
end

---Goes to the next or previous finding and shows its whole message, for which a line has no room.
local function go_to_finding(count)
  vim.diagnostic.jump({ count = count, float = true })
  vim.cmd.normal({ 'zz', bang = true })
end

---Fills the location list of the essay with the tree of its sections.
local function show_outline()
  local client = vim.lsp.get_clients({ bufnr = essay.buffer, name = 'yinzheng' })[1]
  if not client or not vim.api.nvim_win_is_valid(essay.window) then
    return
  end
  local params = { textDocument = vim.lsp.util.make_text_document_params(essay.buffer) }
  client:request('textDocument/documentSymbol', params, function(_, symbols)
    local items = {}
    local function add(list, depth)
      for _, symbol in ipairs(list) do
        table.insert(items, {
          bufnr = essay.buffer,
          lnum = symbol.selectionRange.start.line + 1,
          text = ('  '):rep(depth) .. symbol.name,
        })
        add(symbol.children or {}, depth + 1)
      end
    end
    add(symbols or {}, 0)
    local shown = vim.fn.getloclist(essay.window, { winid = 0 }).winid ~= 0
    vim.fn.setloclist(essay.window, {}, shown and 'u' or ' ', {
      title = say('大纲', 'Outline'),
      items = items,
      quickfixtextfunc = function(info)
        local all = vim.fn.getloclist(info.winid, { id = info.id, items = 0 }).items
        return vim.tbl_map(function(item)
          return item.text
        end, vim.list_slice(all, info.start_idx, info.end_idx))
      end,
    })
    if not shown then
      vim.cmd('leftabove vertical lopen ' .. math.min(40, math.floor(vim.o.columns * 0.3)))
      vim.wo.number = false
      vim.wo.signcolumn = 'no'
      vim.wo.wrap = false
      vim.wo.winfixwidth = true
      vim.wo.winbar = say(' 大纲（回车跳转，Ctrl-W w 换窗）', ' Outline (Enter jumps, Ctrl-W w leaves)')
      vim.api.nvim_set_current_win(essay.window)
      go_to_finding(1)
    end
    vim.cmd.redrawstatus()
  end, essay.buffer)
end

for key, count in pairs({ [']d'] = 1, ['[d'] = -1 }) do
  vim.keymap.set('n', key, function()
    go_to_finding(count)
  end)
end

-- The findings change after each change of the text, so the outline follows them.
vim.api.nvim_create_autocmd('DiagnosticChanged', { buffer = essay.buffer, callback = show_outline })

-- The window of the outline alone would keep Neovim open.
vim.api.nvim_create_autocmd('QuitPre', { buffer = essay.buffer, command = 'lclose' })

vim.lsp.enable('yinzheng')
-- The essay was open before, so its type is announced anew.
vim.bo[essay.buffer].filetype = vim.bo[essay.buffer].filetype
