-- Reads a session and removes it.
-- KEYS   1 session; 2 index of its subject, if it has one
-- ARGV   1 handle
-- Reply  {now, 0} gone, {now, 1, {field, value, …}} taken, {now, 2, note} moved
local time = redis.call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000)
local fields = redis.call('HGETALL', KEYS[1])
if #fields == 0 then return {now, 0} end
if fields[1] == '>' then return {now, 2, fields[2]} end
redis.call('UNLINK', KEYS[1])
if KEYS[2] then redis.call('ZREM', KEYS[2], ARGV[1]) end
return {now, 1, fields}
