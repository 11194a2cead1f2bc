-- Stores a result. Done with the text alone, as each run comes here.
-- KEYS   1 record
-- ARGV   1 owner, 2 fence, 3 state C or F, 4 kind, 5 payload, 6 retention ms, 7 fingerprint
-- Reply  {1} stored, {2} stored in a record that was lost, {3, since ms, kind, payload} superseded,
--        {0} stale
local text = checked(redis.call('GET', KEYS[1]))
if not text then
  redis.call('SET', KEYS[1], '1' .. ARGV[3] .. '200001' .. string.format('%016.0f', ARGV[2]) .. now
    .. '0000000' .. ARGV[1] .. ARGV[7] .. ARGV[4] .. ARGV[5], 'PX', ARGV[6])
  return {2}
end
local mine = text:sub(45, 53) == ARGV[1] and tonumber(text:sub(9, 24)) == tonumber(ARGV[2])
local kind = text:sub(76, 76)
if kind ~= '-' then
  local payload = text:sub(77)
  if mine and kind == ARGV[4] and payload == ARGV[5] then return {1} end
  return {3, tonumber(text:sub(25, 37)), kind, payload}
end
if not mine then return {0} end
-- The flags are none: nobody doubts any more.
redis.call('SET', KEYS[1], '1' .. ARGV[3] .. text:sub(3, 3) .. '0' .. text:sub(5, 24) .. now
  .. text:sub(38, 75) .. ARGV[4] .. ARGV[5], 'PX', ARGV[6])
return {1}
