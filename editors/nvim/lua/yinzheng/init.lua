-- 引证 in Neovim: one setup for every version from 0.10 on, and what the built-in client leaves out.

local M = {}

local has_lsp_enable = vim.fn.has('nvim-0.11') == 1

---The configuration in use before Neovim 0.11, where vim.lsp.config does not exist.
---@type table?
local legacy

---Whether the user reads Chinese, by the locale. v:lang says C when the system lacks the locale that
---the environment asks for, so the environment goes first.
local function reads_chinese()
  local wanted = vim.v.lang
  for _, name in ipairs({ 'LC_ALL', 'LC_MESSAGES', 'LANG' }) do
    if (vim.env[name] or '') ~= '' then
      wanted = vim.env[name]
      break
    end
  end
  return wanted:find('^zh') ~= nil
end

---The Chinese or the English text, by the locale.
---@param zh string
---@param en string
---@return string
function M.say(zh, en)
  return reads_chinese() and zh or en
end

---The configuration of the enabled client, nil if the user has not enabled it.
---@return table?
function M.config()
  if not has_lsp_enable then
    return legacy
  end
  return vim.lsp.is_enabled('yinzheng') and vim.lsp.config.yinzheng or nil
end

---The name of the server's program if it cannot be run.
---@return string?
function M.missing()
  local cmd = (M.config() or {}).cmd
  if type(cmd) == 'table' and vim.fn.executable(cmd[1]) == 0 then
    return cmd[1]
  end
end

---@param buffer integer
local function start_legacy(buffer)
  if legacy and vim.bo[buffer].buftype == '' and not M.missing() then
    local root_dir = vim.fs.root(buffer, legacy.root_markers)
    vim.lsp.start(vim.tbl_extend('keep', { root_dir = root_dir }, legacy), { bufnr = buffer })
  end
end

---@param opts table
local function setup_legacy(opts)
  local file = vim.api.nvim_get_runtime_file('lsp/yinzheng.lua', false)[1]
  local defaults = { name = 'yinzheng', capabilities = vim.lsp.protocol.make_client_capabilities() }
  legacy = vim.tbl_deep_extend('force', defaults, dofile(file), opts)
  vim.api.nvim_create_autocmd('FileType', {
    group = vim.api.nvim_create_augroup('yinzheng.start', {}),
    pattern = legacy.filetypes,
    callback = function(event)
      start_legacy(event.buf)
    end,
  })
  for _, buffer in ipairs(vim.api.nvim_list_bufs()) do
    if vim.api.nvim_buf_is_loaded(buffer) and vim.tbl_contains(legacy.filetypes, vim.bo[buffer].filetype) then
      start_legacy(buffer)
    end
  end
end

---Starts 引证 for the files it knows. `opts` go over lsp/yinzheng.lua, in the form of vim.lsp.config().
---@param opts table?
function M.setup(opts)
  if not has_lsp_enable then
    setup_legacy(opts or {})
  else
    vim.lsp.config('yinzheng', opts or {})
    vim.lsp.enable('yinzheng')
  end
  if vim.tbl_contains(M.config().filetypes, vim.bo.filetype) then
    M.warn_when_missing()
  end
end

local warned = false

---Says once what to do when the server is enabled but not there: Neovim itself only writes to its log.
function M.warn_when_missing()
  local program = M.missing()
  if not program or warned then
    return
  end
  warned = true
  local message = M.say(
    '引证：找不到可执行程序“%s”。请安装 yinzheng 并放进 PATH，或在配置的 cmd 中写明路径。详见 :checkhealth yinzheng',
    'yinzheng: there is no executable “%s”. Install yinzheng and put it on the PATH, or name its path in cmd. See :checkhealth yinzheng'
  )
  vim.notify(message:format(program), vim.log.levels.WARN)
end

---Tells the servers that a configuration file was written: on Linux, Neovim does not watch files.
---@param path string
function M.configuration_written(path)
  local method = 'workspace/didChangeWatchedFiles'
  local params = { changes = { { uri = vim.uri_from_fname(path), type = 2 } } }
  for _, client in ipairs(vim.lsp.get_clients({ name = 'yinzheng' })) do
    if has_lsp_enable then
      client:notify(method, params)
    else
      client.notify(method, params)
    end
  end
end

return M
