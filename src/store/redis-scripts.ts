import { redisScript } from './redis-script.js';

/**
 * Where the time comes from: the server's clock, which is one for all processes; or the first argument, in milliseconds,
 * where it is not empty.
 */
const clock = `
local function clock()
  if ARGV[1] ~= '' then return tonumber(ARGV[1]) end
  local time = redis.call('TIME')
  return time[1] * 1000 + math.floor(time[2] / 1000)
end
local function whole(number) return string.format('%.0f', number) end
`;

/**
 * Budgets: an account is a hash of \`spent\` and \`held\`; a reservation is a hash of \`sent\` and \`holds\` (JSON: account
 * keys and amounts in turn); \`leases\` orders reservations by when they end, and \`accounts\` account keys by when they may
 * be forgotten. KEYS[1] is leases, KEYS[2] accounts; ARGV[2] is what the keys of reservations begin with.
 */
const budgets = `${clock}
local leases, accounts = KEYS[1], KEYS[2]
local function account(key)
  local state = redis.call('HMGET', key, 'spent', 'held')
  return tonumber(state[1] or 0), tonumber(state[2] or 0)
end
local function finish(id, amounts)
  local reservation = ARGV[2] .. id
  local state = redis.call('HMGET', reservation, 'holds', 'sent')
  redis.call('ZREM', leases, id)
  redis.call('DEL', reservation)
  if not state[1] then return false end
  local holds = cjson.decode(state[1])
  for i = 1, #holds, 2 do
    local key, held = holds[i], holds[i + 1]
    local charged = '0'
    if amounts then charged = amounts[(i + 1) / 2] or '0' elseif state[2] == '1' then charged = held end
    if redis.call('EXISTS', key) == 1 then
      if held ~= '0' then redis.call('HINCRBY', key, 'held', '-' .. held) end
      redis.call('HINCRBY', key, 'spent', charged)
    end
  end
  return true
end
local function sweep(now)
  for _, id in ipairs(redis.call('ZRANGEBYSCORE', leases, '-inf', now, 'LIMIT', 0, 1000)) do finish(id, nil) end
  for _, key in ipairs(redis.call('ZRANGEBYSCORE', accounts, '-inf', now, 'LIMIT', 0, 100)) do
    local _, held = account(key)
    if held == 0 then
      redis.call('DEL', key)
      redis.call('ZREM', accounts, key)
    end
  end
end
`;

/** KEYS[3…] the accounts; ARGV[3] id, ARGV[4] lease, then amount, limit and time to keep of each account. */
export const reserveScript = redisScript(`${budgets}
local now = clock()
sweep(now)
local id, lease = ARGV[3], tonumber(ARGV[4])
for i = 3, #KEYS do
  local at = 5 + (i - 3) * 3
  local spent, held = account(KEYS[i])
  if spent + held + tonumber(ARGV[at]) > tonumber(ARGV[at + 1]) then return {0, i - 3, spent, held} end
end
local holds, answer, longest = {}, {1}, 0
for i = 3, #KEYS do
  local at = 5 + (i - 3) * 3
  local key, amount, keep = KEYS[i], ARGV[at], tonumber(ARGV[at + 2])
  redis.call('HINCRBY', key, 'held', amount)
  redis.call('HINCRBY', key, 'spent', 0)
  longest = math.max(longest, keep)
  local last = tonumber(redis.call('ZSCORE', accounts, key) or 0)
  if now + keep > last then redis.call('ZADD', accounts, whole(now + keep), key) end
  local least = math.ceil(math.max(keep, lease)) + 60000
  if redis.call('PTTL', key) < least then redis.call('PEXPIRE', key, whole(least)) end
  holds[#holds + 1] = key
  holds[#holds + 1] = amount
  local spent, held = account(key)
  answer[#answer + 1] = spent
  answer[#answer + 1] = held
end
redis.call('HSET', ARGV[2] .. id, 'holds', cjson.encode(holds), 'sent', '0')
redis.call('ZADD', leases, whole(now + lease), id)
-- These are swept; that they end by themselves is for a store that nobody uses any more.
local sure = whole(math.ceil(lease) + 7 * 86400000)
redis.call('PEXPIRE', ARGV[2] .. id, sure)
for i = 1, 2 do
  local least = math.max(lease, longest) + 7 * 86400000
  if redis.call('PTTL', KEYS[i]) < least then redis.call('PEXPIRE', KEYS[i], whole(math.ceil(least))) end
end
return answer
`);

export const markSentScript = redisScript(`${budgets}
sweep(clock())
local reservation = ARGV[2] .. ARGV[3]
if redis.call('EXISTS', reservation) == 0 then return 0 end
redis.call('HSET', reservation, 'sent', '1')
return 1
`);

/** ARGV[4…] the amounts. */
export const settleScript = redisScript(`${budgets}
local amounts = {}
for i = 4, #ARGV do amounts[i - 3] = ARGV[i] end
return finish(ARGV[3], amounts) and 1 or 0
`);

export const readAccountsScript = redisScript(`${budgets}
sweep(clock())
local answer = {}
for i = 3, #KEYS do
  local spent, held = account(KEYS[i])
  answer[#answer + 1] = spent
  answer[#answer + 1] = held
end
return answer
`);

/** ARGV[3] and ARGV[4]: the first and the last to tell. */
export const listAccountsScript = redisScript(`${budgets}
sweep(clock())
local answer = {}
for _, key in ipairs(redis.call('ZRANGE', accounts, ARGV[3], ARGV[4])) do
  local spent, held = account(key)
  answer[#answer + 1] = key
  answer[#answer + 1] = spent
  answer[#answer + 1] = held
end
return answer
`);

export const resetAccountScript = redisScript(`
if redis.call('EXISTS', KEYS[1]) == 1 then redis.call('HSET', KEYS[1], 'spent', 0) end
return 1
`);

/** Arms of all keys, as lists of experiments and arms in turn. */
export const readArmsScript = redisScript(`
local answer = {}
for i = 1, #KEYS do answer[i] = redis.call('HGETALL', KEYS[i]) end
return answer
`);

/** ARGV: experiment, arm, the arm that is gone, milliseconds to keep the key. */
export const keepArmScript = redisScript(`
local had = redis.call('HGET', KEYS[1], ARGV[1])
redis.call('PEXPIRE', KEYS[1], ARGV[4])
if had and had ~= ARGV[3] then return had end
redis.call('HSET', KEYS[1], ARGV[1], ARGV[2])
redis.call('PEXPIRE', KEYS[1], ARGV[4])
return ARGV[2]
`);

export const takeBackScript = redisScript(`return redis.call('SADD', KEYS[1], ARGV[1])`);

export const takenBackScript = redisScript(`
local answer = {}
for i = 1, #ARGV do answer[i] = redis.call('SISMEMBER', KEYS[1], ARGV[i]) end
return answer
`);

/**
 * The state machine of execute/live/breaker.ts, kept as JSON; a slice of a window is a list of at, requests and failures.
 * The contract of stores holds both to each other.
 */
const breaker = `${clock}
local now = clock()
local state = cjson.decode(redis.call('GET', KEYS[1]) or '{"kind":"closed","window":[]}')
local function keep(next, ms)
  redis.call('SET', KEYS[1], cjson.encode(next), 'PX', whole(math.ceil(math.max(1, ms)) + 86400000))
end
local function isBetween(since, till) return now < till and now >= since - 10000 end
`;

/** ARGV: time, lease, '1' to admit in any case. Gives whether, the probe or ''; or when it is due. */
export const admitScript = redisScript(`${breaker}
local lease, force = tonumber(ARGV[2]), ARGV[3] == '1'
local function claim()
  local ms = math.max(1, lease)
  keep({kind = 'half_open', probe = now, leaseUntil = now + ms, openings = state.openings}, ms)
  return {1, whole(now)}
end
if state.kind == 'open' then
  if isBetween(state.since, state['until']) and not force then return {0, whole(state['until'] - now)} end
  return claim()
elseif state.kind == 'half_open' then
  if not isBetween(state.probe, state.leaseUntil) then return claim() end
  if not force then return {0, '0'} end
end
return {1, ''}
`);

/** ARGV: time, report as JSON. Gives what changed: nothing, 'closed', or for how long it opened. */
export const reportScript = redisScript(`${breaker}
local told = cjson.decode(ARGV[2])
local signal, settings = told.signal, told.settings
local longest = 600000
local function open(before)
  local openings, ms
  if signal.kind == 'opens_for' then
    openings, ms = before, math.min(signal.ms, longest)
  else
    openings = before + 1
    ms = math.min(settings.openMs * 2 ^ (openings - 1), settings.maxOpenMs)
    ms = math.max(ms, math.min(signal.retryAfterMs or 0, longest))
  end
  keep({kind = 'open', since = now, ['until'] = now + ms, openings = openings}, ms)
  return {'opened', whole(ms)}
end
local function note(failed)
  local width = settings.windowMs / 10
  local at = math.floor(now / width) * width
  local recent, first = {}, nil
  for i, slice in ipairs(state.window) do
    if slice[1] > now - settings.windowMs then first = i break end
  end
  local last = state.window[#state.window]
  local isAhead = last and last[1] > now + settings.windowMs
  if first and not isAhead then
    for i = first, #state.window do recent[#recent + 1] = state.window[i] end
  end
  last = recent[#recent]
  if last and last[1] >= at then
    recent[#recent] = {last[1], last[2] + 1, last[3] + failed}
  else
    recent[#recent + 1] = {at, 1, failed}
  end
  return recent
end
if state.kind == 'closed' then
  if signal.kind == 'nothing' then return {} end
  if signal.kind == 'opens' or signal.kind == 'opens_for' then return open(0) end
  local window = note(signal.kind == 'failure' and 1 or 0)
  local requests, failures = 0, 0
  for _, slice in ipairs(window) do requests, failures = requests + slice[2], failures + slice[3] end
  local isTripped = requests >= settings.minRequests and failures * 100 >= settings.failurePercent * requests
  if signal.kind == 'failure' and isTripped then return open(0) end
  keep({kind = 'closed', window = window}, settings.windowMs)
  return {}
end
if state.kind == 'open' then
  local till = signal.kind == 'opens_for' and now + math.min(signal.ms, longest) or state['until']
  if till > state['until'] then
    state['until'] = till
    keep(state, till - now)
  end
  return {}
end
if told.probe ~= state.probe then return {} end
if signal.kind == 'success' then
  redis.call('DEL', KEYS[1])
  return {'closed'}
elseif signal.kind == 'nothing' then
  keep({kind = 'open', since = now, ['until'] = now, openings = state.openings}, 0)
  return {}
end
return open(state.openings)
`);
