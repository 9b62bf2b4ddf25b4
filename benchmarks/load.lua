-- wrk -s load.lua URL -- PAUSE METHOD BODIES [NAME VALUE]...
-- PAUSE milliseconds lie before each request of a connection. BODIES is a file: one line is sent
-- again and again, of several each is sent once.

local bodies, method, headers, sent = {}, "GET", {}, 0

function init(args)
  local pause = tonumber(args[1])
  if pause > 0 then delay = function() return pause end end
  method = args[2]
  for line in io.lines(args[3]) do bodies[#bodies + 1] = line end
  for place = 4, #args, 2 do headers[args[place]] = args[place + 1] end
  constant = wrk.format(method, nil, headers, bodies[1])
end

function request()
  if #bodies <= 1 then return constant end
  sent = sent + 1
  if sent >= #bodies then wrk.thread:stop() end
  return wrk.format(method, nil, headers, bodies[math.min(sent, #bodies)])
end

function done(summary, latency)
  local errors = summary.errors
  local failed = errors.connect + errors.read + errors.write + errors.status + errors.timeout
  io.write(string.format("RESULT %d %d %d %d %d\n", summary.requests, failed, summary.duration,
    latency:percentile(50), latency:percentile(99)))
end
