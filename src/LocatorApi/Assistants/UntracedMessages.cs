using System.Diagnostics;

namespace LocatorApi.Assistants;

/// <summary>
/// Keeps what assistants send out of the protocol library's traces: the library writes the text of a failed call into the status
/// of its activity, and errors quote what was asked. An activity that wants no data gets none, and is not exported.
/// </summary>
internal static class UntracedMessages
{
    private const string Library = "Experimental.ModelContextProtocol";

    public static void KeepOutOfTraces(Activity? activity)
    {
        if (activity?.Source.Name == Library)
        {
            activity.IsAllDataRequested = false;
            activity.ActivityTraceFlags &= ~ActivityTraceFlags.Recorded;
        }
    }
}
