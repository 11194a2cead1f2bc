-- Creates a session. A subject that has as many as it may has to make room: only sessions that are
-- among the keys can be looked at and removed, so the first time it may be told which there are.
-- KEYS   1 session; 2 index of its subject, if it has one; 3… sessions in the index
-- ARGV   1 handle, 2 idle ms, 3 absolute ms, 4 codec, 5 subject or '', 6 maximum or '0', 7 '1' if the
--        oldest make room, 8 length of the handles of KEYS 3…, 9 '1' if it is sent again, as its
--        answer was lost, then those handles, then @name and bytes in turn
-- Reply  {now, 1, deadline, absolute deadline} done, {now, 0, {handle, …}} full
local time = redis.call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000)
local there = redis.call('HMGET', KEYS[1], 'd', 'a')
if there[1] and ARGV[9] == '1' then return {now, 1, tonumber(there[1]), tonumber(there[2])} end
if there[1] then
  return redis.error_reply('EXISTS session exists already: the random source repeats itself')
end
local fields = 10 + ARGV[8]
if KEYS[2] then redis.call('ZREMRANGEBYSCORE', KEYS[2], '-inf', now) end
if KEYS[2] and ARGV[6] ~= '0' then
  local known = {}
  for i = 3, #KEYS do
    local handle = ARGV[7 + i]
    known[handle] = KEYS[i]
    if redis.call('EXISTS', KEYS[i]) == 0 then redis.call('ZREM', KEYS[2], handle) end
  end
  local excess = redis.call('ZCARD', KEYS[2]) + 1 - ARGV[6]
  local oldest = excess > 0 and redis.call('ZRANGE', KEYS[2], 0, excess - 1) or {}
  local free = #oldest == 0 or ARGV[7] == '1'
  for _, handle in ipairs(oldest) do free = free and known[handle] end
  if not free then return {now, 0, redis.call('ZRANGE', KEYS[2], 0, -1)} end
  for _, handle in ipairs(oldest) do
    redis.call('UNLINK', known[handle])
    redis.call('ZREM', KEYS[2], handle)
  end
end
local absolute = now + ARGV[3]
local deadline = math.min(now + ARGV[2], absolute)
redis.call('HSET', KEYS[1], 'v', 1, 'c', now, 't', now, 'd', deadline, 'a', absolute,
  'i', ARGV[2], 'f', ARGV[4])
-- Piece by piece: unpack fails beyond 8000 values.
for i = fields, #ARGV, 2000 do
  redis.call('HSET', KEYS[1], unpack(ARGV, i, math.min(i + 1999, #ARGV)))
end
redis.call('PEXPIREAT', KEYS[1], deadline)
if KEYS[2] then
  redis.call('HSET', KEYS[1], 'u', ARGV[5])
  redis.call('ZADD', KEYS[2], absolute, ARGV[1])
  if redis.call('PTTL', KEYS[2]) < absolute - now then redis.call('PEXPIREAT', KEYS[2], absolute) end
end
return {now, 1, deadline, absolute}
