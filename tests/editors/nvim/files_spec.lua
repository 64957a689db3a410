-- Which files the server speaks about, what they are called, and that it ends when told to.

local T = require('harness')
local exits = {}
T.enable({
  on_exit = function(code, signal)
    table.insert(exits, { code, signal })
  end,
})

T.test('nothing is said about a text that is not Chinese', function()
  local english = T.file('notes.md', '# Notes\n\nHe said: "We must build bridges" [3].\n\n## 2. Second\n\n## 4. Fourth\n')
  local japanese = T.file('メモ.txt', 'これは日本語の文章です。「橋を架けなければならない」と彼は言いました[3]。\n')
  for _, path in ipairs({ english, japanese }) do
    local buffer, client = T.open(path)
    -- The answer to a request comes after the text has been looked at.
    T.request(client, 'textDocument/documentSymbol', { textDocument = vim.lsp.util.make_text_document_params(buffer) }, buffer)
    if client.server_capabilities.diagnosticProvider then
      local params = { textDocument = vim.lsp.util.make_text_document_params(buffer) }
      T.eq(T.request(client, 'textDocument/diagnostic', params, buffer).items, {})
    end
    T.eq(vim.diagnostic.get(buffer), {})
  end
end)

for _, name in ipairs({ '政策文稿.md', '文稿 2025/县域 养老（定稿）.txt' }) do
  T.test('findings arrive in ' .. name, function()
    local buffer = T.open(T.file(name, T.essay()))
    assert(#T.await_checked(buffer) > 0)
    assert(T.count(buffer, 'uncited-quote') > 0)
  end)
end

T.test('a file of another kind has no server', function()
  vim.cmd.edit(T.file('main.c', '/* “任何质量都表现为一定的数量，没有数量也就没有质量。” */\n'))
  T.eq(vim.lsp.get_clients({ bufnr = 0 }), {})
end)

T.test('every server ends by itself when it is stopped', function()
  local clients = vim.lsp.get_clients({ name = 'yinzheng' })
  assert(#clients > 0)
  for _, client in ipairs(clients) do
    if T.legacy then
      client.stop()
    else
      client:stop()
    end
  end
  T.wait('the servers to end', function()
    return #exits == #clients
  end)
  for _, exit in ipairs(exits) do
    T.eq(exit, { 0, 0 })
  end
end)

T.finish()
