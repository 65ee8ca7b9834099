namespace Locator.Testing;

/// <summary>How much a test that draws many random cases does: little on every run, all of it under scripts/test.sh --long.</summary>
public static class TestCounts
{
    /// <summary>The full count where the long run is asked for (<c>LOCATOR_TEST_LONG</c>), else the reduced one.</summary>
    public static int Of(int reduced, int full) =>
        string.IsNullOrEmpty(Environment.GetEnvironmentVariable("LOCATOR_TEST_LONG")) ? reduced : full;
}
