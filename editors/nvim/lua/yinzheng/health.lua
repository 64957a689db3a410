-- :checkhealth yinzheng

local M = {}

local yinzheng = require('yinzheng')
local health, say = vim.health, yinzheng.say

local function check_version()
  local version = tostring(vim.version())
  if vim.fn.has('nvim-0.10') == 1 then
    health.ok('Neovim ' .. version)
  else
    health.error(say('需要 Neovim 0.10 以上，现为 ', 'Neovim 0.10 or later is needed, this is ') .. version)
  end
end

local function check_enabled()
  if yinzheng.config() then
    health.ok(say('已启用', 'enabled'))
    return
  end
  local advice = vim.fn.has('nvim-0.11') == 1 and "vim.lsp.enable('yinzheng')" or "require('yinzheng').setup()"
  health.warn(say('尚未启用', 'not enabled'), { say('在 init.lua 中写：', 'Put into init.lua: ') .. advice })
end

local function check_server()
  local cmd = (yinzheng.config() or { cmd = { 'yinzheng' } }).cmd
  if type(cmd) == 'function' then
    health.info(say('服务器由一个函数启动', 'the server is started by a function'))
    return
  end
  local path = vim.fn.exepath(cmd[1])
  if path == '' then
    health.error(say('找不到可执行程序：', 'no such executable: ') .. cmd[1], {
      say('安装 yinzheng 并放进 PATH', 'Install yinzheng and put it on the PATH'),
      say(
        "或写明路径：vim.lsp.config('yinzheng', { cmd = { '/路径/yinzheng', 'server' } })",
        "Or name its path: vim.lsp.config('yinzheng', { cmd = { '/path/to/yinzheng', 'server' } })"
      ),
    })
    return
  end
  local answer = vim.system({ path, '--version' }, { text = true, timeout = 5000 }):wait()
  if answer.code == 0 then
    health.ok(('%s (%s)'):format(vim.trim(answer.stdout), path))
  else
    health.error(say('程序不能运行：', 'the program does not run: ') .. path, { vim.trim(answer.stderr) })
  end
end

local function check_clients()
  local clients = vim.lsp.get_clients({ name = 'yinzheng' })
  if #clients == 0 then
    health.info(say('没有正在运行的服务器；打开 .txt 或 .md 文件时启动', 'no server runs; opening a .txt or .md file starts one'))
  end
  for _, client in ipairs(clients) do
    local buffers = vim.tbl_count(client.attached_buffers)
    health.ok(
      say('服务器 %d：文件夹 %s，打开 %d 个文件，位置编码 %s', 'server %d: folder %s, %d open files, positions in %s'):format(
        client.id,
        client.root_dir or client.config.root_dir or '–',
        buffers,
        client.offset_encoding
      )
    )
    if client.offset_encoding == 'utf-16' and vim.fn.has('nvim-0.11') == 0 then
      health.warn(
        say('Neovim 0.10 用 UTF-16 时会弄错长行中的位置', 'Neovim 0.10 misplaces positions of long lines with UTF-16'),
        { say('请用 setup() 启动', 'Start it with setup()') }
      )
    end
  end
end

function M.check()
  health.start(say('引证', 'yinzheng'))
  check_version()
  check_enabled()
  check_server()
  check_clients()
end

return M
