-- Stores a result.
-- KEYS   1 record
-- ARGV   1 owner, 2 fence, 3 state C or F, 4 kind, 5 payload, 6 retention ms, 7 fingerprint
-- Reply  {1} stored, {2} stored in a record that was lost, {3, since ms, kind, payload} superseded,
--        {0} stale
local text = redis.call('GET', KEYS[1])
local record = parse(text)
if not record then
  put({state = ARGV[3], onCrash = 2, intent = 0, prior = 0, attempt = 1, fence = ARGV[2], at = now,
    lease = 0, owner = ARGV[1], fingerprint = ARGV[7], kind = ARGV[4]}, ARGV[6], ARGV[5])
  return {2}
end
local mine = owned(record, ARGV[1], ARGV[2])
if record.kind ~= '-' then
  local payload = text:sub(90)
  if mine and record.kind == ARGV[4] and payload == ARGV[5] then return {1} end
  return {3, record.at, record.kind, payload}
end
if not mine then return {0} end
record.state, record.at, record.kind, record.intent, record.prior = ARGV[3], now, ARGV[4], 0, 0
put(record, ARGV[6], ARGV[5])
return {1}
