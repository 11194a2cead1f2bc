-- What all scripts share; put before each of them.
-- A record is a string of 76 fixed characters and what is stored behind them:
--   1 version '1'   2 state P C F R U   3 onCrash 0 RERUN, 1 RECONCILE, 2 UNKNOWN
--   4 flags: 1 intent, 2 prior   5-8 attempt   9-24 fence in us
--   25-37 lease end while P, else since when, in ms   38-44 length of the lease in ms
--   45-53 owner   54-75 fingerprint, or FORGOTTEN, which is for any
--   76 kind of what is stored: V F T, or - for nothing
-- One character more, and the server takes 16 bytes more for a record without a result.
-- Times to live are texts, as the server takes long to write a number; numbers of 13 digits and less
-- may be put between texts as they are, longer ones may not.
local UNCERTAIN_RETENTION = '604800000'
local FORGOTTEN = '**********************'
local time = redis.call('TIME')
local micros = time[1] * 1000000 + time[2]
local now = math.floor(micros / 1000)

local function checked(text)
  if text and text ~= '' and text:sub(1, 1) ~= '1' then
    error('VERSION the record was written by a later release')
  end
  return text
end
