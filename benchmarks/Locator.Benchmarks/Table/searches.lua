-- For wrk: asks for the paths of a file in turn, one a line. Arguments: the file, then headers and their values.
local requests, last = {}, 0

-- wrk calls this when the header Host is set.
function init(args)
  for i = 2, #args, 2 do
    wrk.headers[args[i]] = args[i + 1]
  end
  for path in io.lines(args[1]) do
    requests[#requests + 1] = wrk.format("GET", path)
  end
end

function request()
  last = last % #requests + 1
  return requests[last]
end

-- One line for a program to read: requests, microseconds, failures, median and 99th percentile of the latency in microseconds.
function done(summary, latency)
  local errors = summary.errors
  print(string.format("figures %d %d %d %d %d", summary.requests, summary.duration,
    errors.connect + errors.read + errors.write + errors.status + errors.timeout, latency:percentile(50), latency:percentile(99)))
end
