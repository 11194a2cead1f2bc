-- Creates a session.
-- KEYS   1 session; 2 index of its subject, if it has one
-- ARGV   1 handle, 2 idle ms, 3 absolute ms, 4 codec, 5 subject or '', then @name and bytes in turn
-- Reply  {now, deadline, absolute deadline}
local time = redis.call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000)
if redis.call('EXISTS', KEYS[1]) == 1 then
  return redis.error_reply('EXISTS session exists already: the random source repeats itself')
end
local absolute = now + ARGV[3]
local deadline = math.min(now + ARGV[2], absolute)
redis.call('HSET', KEYS[1], 'v', 1, 'c', now, 't', now, 'd', deadline, 'a', absolute,
  'i', ARGV[2], 'f', ARGV[4])
-- Piece by piece: unpack fails beyond 8000 values.
for i = 6, #ARGV, 2000 do
  redis.call('HSET', KEYS[1], unpack(ARGV, i, math.min(i + 1999, #ARGV)))
end
redis.call('PEXPIREAT', KEYS[1], deadline)
if KEYS[2] then
  redis.call('HSET', KEYS[1], 'u', ARGV[5])
  redis.call('ZREMRANGEBYSCORE', KEYS[2], '-inf', now)
  redis.call('ZADD', KEYS[2], absolute, ARGV[1])
  if redis.call('PTTL', KEYS[2]) < absolute - now then redis.call('PEXPIREAT', KEYS[2], absolute) end
end
return {now, deadline, absolute}
