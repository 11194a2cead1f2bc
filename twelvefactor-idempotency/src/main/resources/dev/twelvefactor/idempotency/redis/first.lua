-- Asks to run an operation: what most claims come to, without looking at each field. The others go on
-- in claim.lua.
-- KEYS   1 record
-- ARGV   1 owner, 2 fingerprint, 3 lease ms, 4 retention ms, 5 onCrash, 6 intent, 7 most attempts
-- Reply  {1, fence, attempt, prior} granted, {2, left ms, lease ms} busy, {3, since ms, kind,
--        payload} done, {4} mismatch, {5, since ms} unknown, {6} withdrawn
local text = checked(redis.call('GET', KEYS[1]))
if not text then
  local ttl = ARGV[4]
  if ARGV[6] == '1' and UNCERTAIN_RETENTION - ttl > 0 then ttl = UNCERTAIN_RETENTION end
  redis.call('SET', KEYS[1], '1P' .. ARGV[5] .. ARGV[6] .. '0001' .. time[1]
    .. string.format('%06d', time[2]) .. now + ARGV[3] .. string.format('%07d', ARGV[3]) .. ARGV[1]
    .. ARGV[2] .. '-', 'PX', ttl)
  return {1, micros, 1, 0}
end
local fingerprint = text:sub(54, 75)
if fingerprint ~= ARGV[2] and fingerprint ~= FORGOTTEN then return {4} end
local kind = text:sub(76, 76)
if kind ~= '-' then return {3, tonumber(text:sub(25, 37)), kind, text:sub(77)} end
