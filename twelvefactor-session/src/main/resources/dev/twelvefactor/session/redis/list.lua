-- Reads sessions of a subject, and drops from its index those that have expired unused.
-- KEYS   1 index; 2… sessions
-- ARGV   1 number of fields, then the fields, then the handles of KEYS 2…
-- Reply  {now, {value, …}, …}: for each session a value or nil for each field, or {} if it is gone
local time = redis.call('TIME')
local reply = {time[1] * 1000 + math.floor(time[2] / 1000)}
local count = tonumber(ARGV[1])
for i = 2, #KEYS do
  if redis.call('EXISTS', KEYS[i]) == 1 then
    reply[i] = redis.call('HMGET', KEYS[i], unpack(ARGV, 2, 1 + count))
  else
    redis.call('ZREM', KEYS[1], ARGV[count + i])
    reply[i] = {}
  end
end
return reply
