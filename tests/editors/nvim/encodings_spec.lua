-- The same findings at the same places, whatever the client counts in.

local T = require('harness')

for _, encoding in ipairs({ 'utf-8', 'utf-16', 'utf-32' }) do
  T.test('findings are in place with ' .. encoding, function()
    local name = 'yinzheng-' .. encoding
    local config = vim.deepcopy(vim.lsp.config.yinzheng)
    config.capabilities.general.positionEncodings = { encoding }
    config.name = name
    -- Characters outside the basic plane have two units in UTF-16, four in UTF-8, one in UTF-32.
    local text = T.essay():gsub('他', '他😀𠮷'):gsub('“', '😀“')
    vim.cmd.edit(T.file('essay.md', text))
    local buffer = vim.api.nvim_get_current_buf()
    local id = assert(vim.lsp.start(config))
    T.wait('the client', function()
      return vim.lsp.get_client_by_id(id).initialized
    end)
    T.eq(vim.lsp.get_client_by_id(id).offset_encoding, encoding)
    assert(#T.await_checked(buffer) > 0)
    T.cursor('任何质量')
    vim.cmd.normal({ 'i𠮷的😀', bang = true })
    T.await_checked(buffer)
  end)
end

T.finish()
