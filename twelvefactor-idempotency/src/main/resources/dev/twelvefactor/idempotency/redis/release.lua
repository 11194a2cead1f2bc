-- Ends a run without a result.
-- KEYS   1 record
-- ARGV   1 owner, 2 fence, 3 mode, 4 fingerprint, 5 retention ms
-- Reply  {1} done, {0} stale
local record = head()
local mode = ARGV[3]
local withdrawn = mode == 'WITHDRAWN'
if not record then
  if not withdrawn then return {0} end
  -- The claim may still be on its way: the record keeps the owner's name, so that it is refused.
  put({state = 'R', onCrash = 0, intent = 0, prior = 0, attempt = 0, fence = micros, at = now,
    lease = 0, owner = ARGV[1], fingerprint = ARGV[4], kind = '-'}, ARGV[5])
  return {1}
end
if record.kind ~= '-' then return {0} end
if withdrawn then
  if record.owner ~= ARGV[1] then return {0} end
elseif not owned(record, ARGV[1], ARGV[2]) then
  return {0}
end
local unknown = mode == 'UNKNOWN' or mode == 'UNDECIDED'
if record.state == 'R' or (unknown and record.state == 'U') then return {1} end
if withdrawn or mode == 'UNDECIDED' then record.attempt = record.attempt - 1 end
record.at = now
if unknown then
  record.state = 'U'
  put(record, uncertain(ARGV[5]))
  return {1}
end
record.state, record.intent = 'R', 0
if mode == 'NEVER_HAPPENED' then record.prior = 0 end
put(record, record.prior == 1 and uncertain(ARGV[5]) or ARGV[5])
return {1}
