-- A record as a table; put before the scripts that change one field or another.
local NOBODY = '---------'

local function parse(text)
  if not text or text == '' then return nil end
  local flags = tonumber(text:sub(4, 4))
  return {
    state = text:sub(2, 2), onCrash = tonumber(text:sub(3, 3)),
    intent = flags % 2, prior = math.floor(flags / 2),
    attempt = tonumber(text:sub(5, 8)), fence = tonumber(text:sub(9, 24)),
    at = tonumber(text:sub(25, 37)), lease = tonumber(text:sub(38, 44)),
    owner = text:sub(45, 53), fingerprint = text:sub(54, 75), kind = text:sub(76, 76)
  }
end

local function head()
  return parse(checked(redis.call('GETRANGE', KEYS[1], 0, 75)))
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

-- How long a record lives that says that the effect may have happened.
local function uncertain(retention)
  return UNCERTAIN_RETENTION - retention > 0 and UNCERTAIN_RETENTION or retention
end
