-- Removes a session.
-- KEYS   1 session; 2 index of its subject, if it has one
-- ARGV   1 handle
-- Reply  {now, 0} gone, {now, 1} done, {now, 2, note} moved
local time = redis.call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000)
local note = redis.call('HGET', KEYS[1], '>')
if note then return {now, 2, note} end
local removed = redis.call('UNLINK', KEYS[1])
if KEYS[2] then redis.call('ZREM', KEYS[2], ARGV[1]) end
return {now, removed}
