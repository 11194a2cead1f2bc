-- Changes a session, and keeps it alive.
-- KEYS   1 session
-- ARGV   1 expected version or '0', 2 nonce or '', 3 length of what to set, then @name and bytes in
--        turn, then each @name to remove
-- Reply  {now, 0} gone, {now, 1, version, deadline} done, {now, 2, note} moved, {now, 3} conflict
local time = redis.call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000)
local head = redis.call('HMGET', KEYS[1], '>', 'v', 'i', 'a', 'n', 'd')
if head[1] then return {now, 2, head[1]} end
if not head[2] then return {now, 0} end
local version = tonumber(head[2])
if ARGV[2] ~= '' and head[5] == ARGV[2] then return {now, 1, version, tonumber(head[6])} end
if ARGV[1] ~= '0' and ARGV[1] ~= head[2] then return {now, 3} end
local deadline = math.min(now + head[3], head[4])
local set = tonumber(ARGV[3])
redis.call('HSET', KEYS[1], 'v', version + 1, 'd', deadline, unpack(ARGV, 4, 3 + set))
if ARGV[2] ~= '' then redis.call('HSET', KEYS[1], 'n', ARGV[2]) end
if ARGV[4 + set] then redis.call('HDEL', KEYS[1], unpack(ARGV, 4 + set)) end
redis.call('PEXPIREAT', KEYS[1], deadline)
return {now, 1, version + 1, deadline}
