-- Run by neovim.test.ts in a headless Neovim: opens a requirements file, starts the server with Neovim's own client, waits for
-- the finding, applies the preferred fix and waits until the finding is gone, then asks for versions. Writes what it saw as JSON.
local out, server, file = vim.env.DEPWARDEN_TEST_OUT, vim.env.DEPWARDEN_TEST_SERVER, vim.env.DEPWARDEN_TEST_FILE
local seen = { steps = {} }

local function finish(code)
  local handle = io.open(out, 'w')
  handle:write(vim.fn.json_encode(seen))
  handle:close()
  for _, client in pairs(vim.lsp.get_active_clients and vim.lsp.get_active_clients() or vim.lsp.get_clients()) do
    client.stop()
  end
  vim.cmd('cquit ' .. code)
end

local function step(name, condition)
  if not vim.wait(100000, condition, 20) then
    seen.failed = name
    finish(1)
  end
  table.insert(seen.steps, name)
end

vim.cmd('edit ' .. file)
local settings = { rules = { ['admits-malicious-release'] = 'error' } }
local config = {
  name = 'depwarden',
  cmd = { vim.env.DEPWARDEN_TEST_NODE, server, '--stdio' },
  root_dir = vim.fn.fnamemodify(file, ':h'),
  -- Older Neovims are not asked for settings: they send them along.
  settings = { depwarden = settings },
  init_options = { settings = settings },
}
if vim.lsp.start then
  vim.lsp.start(config)
else
  vim.lsp.buf_attach_client(0, vim.lsp.start_client(config))
end

step('finding', function()
  local found = vim.diagnostic.get(0)
  return #found == 1 and found[1].message:find('1.84.0', 1, true) ~= nil
end)
local finding = vim.diagnostic.get(0)[1]
seen.finding = {
  line = finding.lnum, from = finding.col, to = finding.end_col, severity = finding.severity,
  code = finding.code or finding.user_data.lsp.code, source = finding.source, message = finding.message,
}

local function request(method, params)
  local answers = vim.lsp.buf_request_sync(0, method, params, 100000) or {}
  for _, answer in pairs(answers) do
    if answer.result then return answer.result end
  end
  seen.failed = method
  finish(1)
end

vim.api.nvim_win_set_cursor(0, { finding.lnum + 1, finding.col })
local position = vim.lsp.util.make_position_params(0, 'utf-16')
seen.hover = request('textDocument/hover', position).contents.value
local preferred
step('preferred fix', function()
  local actions = request('textDocument/codeAction', {
    textDocument = position.textDocument,
    range = { start = position.position, ['end'] = position.position },
    context = { diagnostics = {} },
  })
  for _, action in ipairs(actions) do
    if action.isPreferred then preferred = action end
  end
  return preferred ~= nil
end)
seen.applied = preferred.title
vim.lsp.util.apply_workspace_edit(preferred.edit, 'utf-16')
seen.text = vim.api.nvim_buf_get_lines(0, 0, -1, false)
step('fixed', function() return #vim.diagnostic.get(0) == 0 end)
vim.api.nvim_buf_set_lines(0, 2, 2, false, { 'requests==' })
local versions = request('textDocument/completion', {
  textDocument = position.textDocument,
  position = { line = 2, character = 10 },
})
seen.offered = {}
for _, item in ipairs(versions.items) do
  table.insert(seen.offered, item.label)
end
finish(0)
