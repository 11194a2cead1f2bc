-- Notes that the effect begins, or that no earlier run had it.
-- KEYS   1 record
-- ARGV   1 owner, 2 fence, 3 INTENT or NO_PRIOR
-- Reply  {1} noted, {0} lost
local record = head()
if not owned(record, ARGV[1], ARGV[2]) or record.state ~= 'P' then return {0} end
if ARGV[3] == 'INTENT' then
  record.intent = 1
  if redis.call('PTTL', KEYS[1]) - UNCERTAIN_RETENTION < 0 then
    redis.call('PEXPIRE', KEYS[1], UNCERTAIN_RETENTION)
  end
else
  record.prior = 0
end
redis.call('SETRANGE', KEYS[1], 3, record.intent + 2 * record.prior)
return {1}
