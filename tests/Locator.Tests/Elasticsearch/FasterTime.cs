namespace Locator.Tests.Elasticsearch;

/// <summary>Time in which pauses and time limits are so many times shorter.</summary>
internal sealed class FasterTime(int times) : TimeProvider
{
    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period) =>
        new FasterTimer(base.CreateTimer(callback, state, Shorter(dueTime), period), this);

    private TimeSpan Shorter(TimeSpan time) => time == Timeout.InfiniteTimeSpan ? time : time / times;

    private sealed class FasterTimer(ITimer timer, FasterTime time) : ITimer
    {
        public bool Change(TimeSpan dueTime, TimeSpan period) => timer.Change(time.Shorter(dueTime), period);

        public void Dispose() => timer.Dispose();

        public ValueTask DisposeAsync() => timer.DisposeAsync();
    }
}
