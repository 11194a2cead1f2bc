-- Lets a key be used again by any request. The fence stays, so that the next one is greater; the owner
-- goes, so that it cannot bring back what was forgotten.
-- KEYS   1 record
-- ARGV   1 fence, 2 retention ms
-- Reply  {1} done, {0} not there, of another fence, or owned
local record = head()
if not record or record.fence ~= tonumber(ARGV[1]) then return {0} end
if record.state == 'P' and record.at > now then return {0} end
put({state = 'R', onCrash = 0, intent = 0, prior = 0, attempt = 0, fence = record.fence, at = now,
  lease = 0, owner = NOBODY, fingerprint = FORGOTTEN, kind = '-'},
  math.max(ARGV[2], redis.call('PTTL', KEYS[1])))
return {1}
