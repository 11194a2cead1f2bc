-- Moves a session to another key, and leaves a note at the old one for the grace.
-- KEYS   1 old key, 2 new key; 3 index of its subject, if it has one
-- ARGV   1 note, 2 grace ms, 3 old handle, 4 new handle
-- Reply  {now, 0} gone, {now, 1} done, {now, 2, note} moved before
local time = redis.call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000)
local head = redis.call('HMGET', KEYS[1], '>', 'a')
if head[1] then return {now, 2, head[1]} end
if not head[2] then return {now, 0} end
redis.call('RENAME', KEYS[1], KEYS[2])
redis.call('HSET', KEYS[2], 't', now)
redis.call('HSET', KEYS[1], '>', ARGV[1])
redis.call('PEXPIREAT', KEYS[1], math.min(now + ARGV[2], head[2]))
if KEYS[3] then
  -- In this order: an index that is empty for a moment is gone, and its time to live with it.
  redis.call('ZADD', KEYS[3], head[2], ARGV[4])
  redis.call('ZREM', KEYS[3], ARGV[3])
  if redis.call('PTTL', KEYS[3]) < head[2] - now then redis.call('PEXPIREAT', KEYS[3], head[2]) end
end
return {now, 1}
