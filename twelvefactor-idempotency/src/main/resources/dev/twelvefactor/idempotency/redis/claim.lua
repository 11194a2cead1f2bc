-- Asks to run an operation.
-- KEYS   1 record
-- ARGV   1 owner, 2 fingerprint, 3 lease ms, 4 retention ms, 5 onCrash, 6 intent, 7 most attempts
-- Reply  {1, fence, attempt, prior} granted, {2, left ms, lease ms} busy, {3, since ms, kind,
--        payload} done, {4} mismatch, {5, since ms} unknown, {6} withdrawn
local text = redis.call('GET', KEYS[1])
local record = parse(text)
local lease, retention, onCrash = tonumber(ARGV[3]), tonumber(ARGV[4]), tonumber(ARGV[5])

local function grant(attempt, fence, prior)
  local intent = tonumber(ARGV[6])
  local ttl = intent + prior > 0 and math.max(retention, UNCERTAIN_RETENTION) or retention
  put({state = 'P', onCrash = onCrash, intent = intent, prior = prior, attempt = attempt,
    fence = fence, at = now + lease, lease = lease, owner = ARGV[1], fingerprint = ARGV[2],
    kind = '-'}, ttl)
  return {1, fence, attempt, prior}
end

if not record then return grant(1, micros, 0) end
if record.fingerprint ~= ARGV[2] then return {4} end
if record.kind ~= '-' then return {3, record.at, record.kind, text:sub(90)} end
local mine = record.owner == ARGV[1]
if mine and record.state == 'R' then return {6} end
if record.state == 'P' then
  if mine then
    redis.call('SETRANGE', KEYS[1], 24, string.format('%013.0f', now + lease))
    return {1, record.fence, record.attempt, record.prior}
  end
  -- A lease that ends later than one of its length could was given before the clock was set back.
  if record.at > now + record.lease then
    record.at = now + record.lease
    redis.call('SETRANGE', KEYS[1], 24, string.format('%013.0f', record.at))
  end
  if record.at > now then return {2, record.at - now, record.lease} end
end
-- Nobody runs it now. Of the two policies the stricter counts; who asks without a reconciler cannot
-- act on one that wants it.
local uncertain = record.intent + record.prior > 0 or record.state == 'U'
local exhausted = record.attempt >= tonumber(ARGV[7])
if uncertain and (exhausted or onCrash == 2 or record.onCrash > onCrash) then
  if record.state ~= 'U' then
    record.state, record.at = 'U', now
    -- Whoever ran it may have asked for more time than whoever finds it.
    put(record, math.max(retention, UNCERTAIN_RETENTION, redis.call('PTTL', KEYS[1])))
  end
  return {5, record.at}
end
if exhausted then
  record.state, record.at, record.owner, record.kind = 'F', now, NOBODY, 'F'
  put(record, retention, 'attempts_exhausted\n')
  return {3, now, 'F', 'attempts_exhausted\n'}
end
return grant(record.attempt + 1, math.max(record.fence + 1, micros), uncertain and 1 or 0)
