-- What the specs share. A spec calls test() some times and then finish(); run-nvim.sh counts the lines.

local T = {}

T.legacy = vim.fn.has('nvim-0.11') == 0
T.root = assert(vim.env.YINZHENG_ROOT, 'run-nvim.sh sets YINZHENG_ROOT')

local timeout_ms = 20000
local failed = 0

function T.test(name, body)
  local ok, err = xpcall(body, debug.traceback)
  failed = failed + (ok and 0 or 1)
  io.stdout:write(ok and ('PASS %s\n'):format(name) or ('FAIL %s\n%s\n'):format(name, err))
end

---Ends Neovim. run-nvim.sh demands the last line: a Neovim that dies before it also fails.
function T.finish()
  io.stdout:write('END\n')
  vim.cmd(failed == 0 and 'qall!' or 'cquit 1')
end

function T.eq(actual, expected, what)
  if not vim.deep_equal(actual, expected) then
    error(('%s\n  expected: %s\n  actual:   %s'):format(what or 'not equal', vim.inspect(expected), vim.inspect(actual)), 2)
  end
end

---Waits until `condition` returns something true, and returns that.
function T.wait(what, condition)
  local result
  vim.wait(timeout_ms, function()
    result = condition()
    return result
  end, 5)
  return result or error('timed out waiting for ' .. what, 2)
end

function T.read(path)
  local file = assert(io.open(path, 'rb'))
  local text = file:read('*a')
  file:close()
  return text
end

---Writes `text` into a new folder, under `name`, and returns the path.
function T.file(name, text)
  local path = vim.fs.joinpath(vim.fn.tempname(), name)
  vim.fn.mkdir(vim.fs.dirname(path), 'p')
  local file = assert(io.open(path, 'wb'))
  file:write(text)
  file:close()
  return path
end

function T.essay()
  return T.read(T.root .. '/examples/essay.md')
end

---Starts the server as the documentation tells a user to.
function T.enable(opts)
  if T.legacy then
    require('yinzheng').setup(opts)
  else
    if opts then
      vim.lsp.config('yinzheng', opts)
    end
    vim.lsp.enable('yinzheng')
  end
end

---Opens a file and waits for the server to attach; returns buffer and client.
function T.open(path)
  vim.cmd.edit(vim.fn.fnameescape(path))
  local buffer = vim.api.nvim_get_current_buf()
  local client = T.wait('a client', function()
    local client = vim.lsp.get_clients({ bufnr = buffer, name = 'yinzheng' })[1]
    return client and client.initialized and client
  end)
  return buffer, client
end

---Sends a request and returns its result.
function T.request(client, method, params, buffer)
  local answer
  if T.legacy then
    answer = client.request_sync(method, params, timeout_ms, buffer)
  else
    answer = client:request_sync(method, params, timeout_ms, buffer)
  end
  assert(answer, method .. ' was not answered')
  assert(not answer.err, vim.inspect(answer.err))
  return answer.result
end

---The shown diagnostics as sorted lines “rule start-end”, in bytes of the text.
function T.shown(buffer)
  local lines = {}
  for _, diagnostic in ipairs(vim.diagnostic.get(buffer)) do
    local function offset(line, column)
      -- For a moment after a deletion, findings lie beyond the end.
      line = math.min(line, vim.api.nvim_buf_line_count(buffer))
      return vim.api.nvim_buf_get_offset(buffer, line) + column
    end
    local first = offset(diagnostic.lnum, diagnostic.col)
    local last = offset(diagnostic.end_lnum, diagnostic.end_col)
    table.insert(lines, ('%s %d-%d'):format(diagnostic.code, first, last))
  end
  table.sort(lines)
  return lines
end

---What the command line finds in the same text, in the same form.
function T.checked(buffer)
  local text = table.concat(vim.api.nvim_buf_get_lines(buffer, 0, -1, true), '\n') .. '\n'
  local command = { 'yinzheng', 'check', '--format', 'json', '--stdin-filename', vim.api.nvim_buf_get_name(buffer), '-' }
  local answer = vim.system(command, { stdin = text }):wait(timeout_ms)
  assert(answer.code <= 1, answer.stderr)
  local lines = {}
  for _, finding in ipairs(vim.json.decode(answer.stdout).files[1].findings) do
    table.insert(lines, ('%s %d-%d'):format(finding.rule, finding.bytes[1], finding.bytes[2]))
  end
  table.sort(lines)
  return lines
end

---Waits until the editor shows what the command line finds.
function T.await_checked(buffer)
  local expected = T.checked(buffer)
  local shown
  vim.wait(timeout_ms, function()
    shown = T.shown(buffer)
    return vim.deep_equal(shown, expected)
  end, 5)
  T.eq(shown, expected, 'the editor shows other findings than the command line')
  return expected
end

---How many shown diagnostics come from `rule`.
function T.count(buffer, rule)
  return #vim.tbl_filter(function(diagnostic)
    return diagnostic.code == rule
  end, vim.diagnostic.get(buffer))
end

---Puts the cursor on the first occurrence of `text`; `skip` characters into it.
function T.cursor(text, skip)
  vim.api.nvim_win_set_cursor(0, { 1, 0 })
  assert(vim.fn.search('\\V' .. text, 'cW') > 0, 'no ' .. text)
  if skip then
    vim.cmd.normal({ skip .. 'l', bang = true })
  end
end

return T
