-- Removes sessions of a subject. One that is not in its index may be of somebody else, and stays.
-- KEYS   1 index; 2… sessions
-- ARGV   the handles of KEYS 2…
-- Reply  {now, how many there were, {handle, absolute deadline, …} of what is in the index now}
local time = redis.call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000)
local count = 0
for i, handle in ipairs(ARGV) do
  if redis.call('ZREM', KEYS[1], handle) == 1 then
    count = count + redis.call('UNLINK', KEYS[i + 1])
  end
end
return {now, count, redis.call('ZRANGE', KEYS[1], 0, -1, 'WITHSCORES')}
