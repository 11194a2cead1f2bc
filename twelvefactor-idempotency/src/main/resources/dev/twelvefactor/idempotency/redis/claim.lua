-- Asks to run an operation that somebody began: the rest of first.lua, where arguments and replies are.
local record = parse(text)
local lease, onCrash = tonumber(ARGV[3]), tonumber(ARGV[5])

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
local doubt = record.intent + record.prior > 0 or record.state == 'U'
local exhausted = record.attempt >= tonumber(ARGV[7])
if doubt and (exhausted or onCrash == 2 or record.onCrash > onCrash) then
  if record.state ~= 'U' then
    record.state, record.at = 'U', now
    -- Whoever ran it may have asked for more time than whoever finds it.
    put(record, math.max(uncertain(ARGV[4]), redis.call('PTTL', KEYS[1])))
  end
  return {5, record.at}
end
if exhausted then
  record.state, record.at, record.owner, record.kind = 'F', now, NOBODY, 'F'
  put(record, ARGV[4], 'attempts_exhausted\n')
  return {3, now, 'F', 'attempts_exhausted\n'}
end
local intent, prior = tonumber(ARGV[6]), doubt and 1 or 0
local attempt, fence = record.attempt + 1, math.max(record.fence + 1, micros)
put({state = 'P', onCrash = onCrash, intent = intent, prior = prior, attempt = attempt,
  fence = fence, at = now + lease, lease = lease, owner = ARGV[1], fingerprint = ARGV[2],
  kind = '-'}, intent + prior > 0 and uncertain(ARGV[4]) or ARGV[4])
return {1, fence, attempt, prior}
