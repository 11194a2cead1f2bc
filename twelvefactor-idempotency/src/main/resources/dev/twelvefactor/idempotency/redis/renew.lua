-- Extends a lease.
-- KEYS   1 record
-- ARGV   1 owner, 2 fence, 3 lease ms, 4 ms from the fence after which it ends at the latest
-- Reply  {1, left ms} extended, {0} lost
local record = head()
if not owned(record, ARGV[1], ARGV[2]) or record.state ~= 'P' then return {0} end
local at = math.min(now + ARGV[3], math.floor(record.fence / 1000) + ARGV[4])
if at <= now then return {0} end
redis.call('SETRANGE', KEYS[1], 24, string.format('%013.0f', at))
return {1, at - now}
