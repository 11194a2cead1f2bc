-- What all scripts share; put before each of them.
-- A record is a string of 89 fixed characters and what is stored behind them:
--   1 version '1'   2 state P C F R U   3 onCrash 0 RERUN, 1 RECONCILE, 2 UNKNOWN
--   4 flags: 1 intent, 2 prior   5-8 attempt   9-24 fence in us
--   25-37 lease end while P, else since when, in ms   38-44 length of the lease in ms
--   45-66 owner   67-88 fingerprint   89 kind of what is stored: V F T, or - for nothing
local UNCERTAIN_RETENTION = 604800000
local NOBODY = '----------------------'
local time = redis.call('TIME')
local micros = time[1] * 1000000 + time[2]
local now = math.floor(micros / 1000)

local function parse(text)
  if not text or text == '' then return nil end
  if text:sub(1, 1) ~= '1' then error('VERSION the record was written by a later release') end
  local flags = tonumber(text:sub(4, 4))
  return {
    state = text:sub(2, 2), onCrash = tonumber(text:sub(3, 3)),
    intent = flags % 2, prior = math.floor(flags / 2),
    attempt = tonumber(text:sub(5, 8)), fence = tonumber(text:sub(9, 24)),
    at = tonumber(text:sub(25, 37)), lease = tonumber(text:sub(38, 44)),
    owner = text:sub(45, 66), fingerprint = text:sub(67, 88), kind = text:sub(89, 89)
  }
end

local function head()
  return parse(redis.call('GETRANGE', KEYS[1], 0, 88))
end

local function put(record, ttl, payload)
  local text = string.format('1%s%d%d%04d%016.0f%013.0f%07d%s%s%s', record.state, record.onCrash,
    record.intent + 2 * record.prior, record.attempt, record.fence, record.at, record.lease,
    record.owner, record.fingerprint, record.kind)
  redis.call('SET', KEYS[1], text .. (payload or ''), 'PX', ttl)
end

local function owned(record, owner, fence)
  return record and record.owner == owner and record.fence == tonumber(fence)
end
