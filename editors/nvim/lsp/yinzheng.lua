-- The configuration that vim.lsp.enable('yinzheng') finds in Neovim 0.11; setup() of lua/yinzheng
-- uses it too. This file also works alone, copied into another lsp/ folder.

---@type vim.lsp.Config
return {
  cmd = { 'yinzheng', 'server' },
  filetypes = { 'text', 'markdown', 'tex', 'plaintex' },
  root_markers = { 'yinzheng.toml', '.yinzheng', '.git' },
  capabilities = {
    general = {
      -- Neovim 0.10 offers UTF-16 alone and then sends many positions of a long Chinese line as the
      -- end of the line (neovim#30692); positions in UTF-8 are right in every version.
      positionEncodings = { 'utf-8', 'utf-16', 'utf-32' },
    },
  },
  -- Neovim pulls diagnostics after an edit only, and cannot be asked to pull again (there is no
  -- workspace/diagnostic/refresh), so changed settings would not show. It is pushed to instead.
  before_init = function(params)
    params.capabilities.textDocument.diagnostic = nil
  end,
  -- Same names as in yinzheng.toml: lang, citation, rules.
  settings = { yinzheng = vim.empty_dict() },
}
