-- Keeps a session alive, unless that was done within the interval; one that is gone stays gone.
-- KEYS   1 session
-- ARGV   1 interval ms
-- Reply  {now}
local time = redis.call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000)
local head = redis.call('HMGET', KEYS[1], 'i', 'a', 'd')
if head[1] and now + head[1] - head[3] >= tonumber(ARGV[1]) then
  local deadline = math.min(now + head[1], head[2])
  redis.call('HSET', KEYS[1], 'd', deadline)
  redis.call('PEXPIREAT', KEYS[1], deadline)
end
return {now}
