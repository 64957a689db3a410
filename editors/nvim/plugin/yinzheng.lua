if vim.g.loaded_yinzheng then
  return
end
vim.g.loaded_yinzheng = true

local group = vim.api.nvim_create_augroup('yinzheng', {})

vim.api.nvim_create_autocmd('FileType', {
  group = group,
  pattern = { 'text', 'markdown', 'tex', 'plaintex' },
  callback = function()
    require('yinzheng').warn_when_missing()
  end,
})

vim.api.nvim_create_autocmd('BufWritePost', {
  group = group,
  pattern = { '*.toml', '*/.yinzheng/ignore', '*/.yinzheng/terms' },
  callback = function(event)
    require('yinzheng').configuration_written(vim.fn.fnamemodify(event.file, ':p'))
  end,
})
