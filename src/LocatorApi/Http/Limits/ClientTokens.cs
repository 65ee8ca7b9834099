namespace LocatorApi.Http.Limits;

/// <summary>What became of a request for tokens.</summary>
/// <param name="Granted">Whether they were there.</param>
/// <param name="Left">Whole tokens that are left.</param>
/// <param name="UntilFull">How long until the client has all its tokens again.</param>
/// <param name="UntilEnough">How long until these tokens are there; zero where they were granted.</param>
internal readonly record struct TokenGrant(bool Granted, int Left, TimeSpan UntilFull, TimeSpan UntilEnough);

/// <summary>
/// A token bucket for each client, in a table that never grows. A bucket is one number, the moment at which it is full again
/// (the generic cell rate algorithm), so nothing has to be refilled, and no address is kept: not even a dump of this process says
/// who asked.
/// </summary>
/// <remarks>
/// A client has the bucket that the hash of its address names; now and then two clients share one. The hash is seeded anew by each
/// process, so that nobody can choose whose bucket to share, and keeping all buckets empty takes as many requests as that many
/// clients may send. The limiters of System.Threading.RateLimiting keep an object for each client while it asks, as many as there
/// are addresses in the world, and take no other clock.
/// </remarks>
internal sealed class ClientTokens
{
    /// <summary>Half a megabyte of them.</summary>
    private const int Buckets = 1 << 16;

    private readonly TimeProvider _time;
    private readonly long _start;
    private readonly int _burst;
    private readonly long _ticksOfOne;

    /// <summary>For each bucket when it is full again, in ticks since the start.</summary>
    private readonly long[] _fullAt = new long[Buckets];

    /// <summary>Buckets that are full.</summary>
    /// <param name="burst">The most tokens of a client, at least 1.</param>
    /// <param name="perMinute">How many come back each minute, at least 1.</param>
    /// <param name="time">The clock.</param>
    public ClientTokens(int burst, int perMinute, TimeProvider time)
    {
        _burst = burst;
        _ticksOfOne = TimeSpan.TicksPerMinute / perMinute;
        _time = time;
        _start = time.GetTimestamp();
    }

    /// <summary>Takes tokens of a client if they are there; of more than a client can have, all of them.</summary>
    /// <param name="client">The hash of its address.</param>
    /// <param name="tokens">How many.</param>
    public TokenGrant Take(int client, int tokens)
    {
        ref long fullAt = ref _fullAt[client & (Buckets - 1)];
        long whole = _burst * _ticksOfOne, cost = Math.Min(tokens, _burst) * _ticksOfOne;
        while (true)
        {
            long before = Volatile.Read(ref fullAt), now = _time.GetElapsedTime(_start).Ticks;
            long missing = Math.Max(before - now, 0), wanted = missing + cost;
            if (wanted > whole)
            {
                return GrantOf(granted: false, missing, wanted - whole);
            }

            if (Interlocked.CompareExchange(ref fullAt, now + wanted, before) == before)
            {
                return GrantOf(granted: true, wanted, 0);
            }
        }
    }

    private TokenGrant GrantOf(bool granted, long missing, long wait) => new(
        granted, (int)(((_burst * _ticksOfOne) - missing) / _ticksOfOne), TimeSpan.FromTicks(missing), TimeSpan.FromTicks(wait));
}
