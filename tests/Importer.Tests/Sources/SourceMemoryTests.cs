using System.Globalization;
using System.Text;
using Importer.Sources;
using Xunit;

namespace Importer.Tests.Sources;

/// <summary>What is held while a large file is read. The measure is the process's, so nothing else may run beside it.</summary>
[Collection(nameof(SourceMemoryTests))]
[CollectionDefinition(nameof(SourceMemoryTests), DisableParallelization = true)]
public sealed class SourceMemoryTests : IDisposable
{
    private const int Rows = 20_000;

    private readonly SourceFiles files = new();

    public void Dispose() => files.Dispose();

    public static TheoryData<string, string, string> Files => new()
    {
        { "[", """{"name1":"{0}","filler":"{1}"},""", "{}]" },
        { "name1,city,state,zip,type_facility,sa\n", "{0},{1},,,SU,1\n", "" },
    };

    [Theory]
    [MemberData(nameof(Files))]
    public void Memory_stays_the_same_however_many_rows_a_file_has(string head, string row, string tail)
    {
        IDirectorySource source = SourceFiles.Open(Write(head, row, tail));
        long before = GC.GetTotalMemory(forceFullCollection: true);
        long most = 0;
        int count = 0;
        foreach (SourceRow read in source.Read(TestContext.Current.CancellationToken).Take(Rows))
        {
            Assert.Equal(count.ToString(CultureInfo.InvariantCulture), read.Name1);
            if (++count % 5_000 == 0)
            {
                most = Math.Max(most, GC.GetTotalMemory(forceFullCollection: true) - before);
            }
        }

        Assert.Equal(Rows, count);
        Assert.True(most < 5_000_000, $"{most:N0} bytes are held for a file of 20 MB");
    }

    private string Write(string head, string row, string tail)
    {
        string filler = new('x', 1000);
        StringBuilder content = new(head);
        for (int i = 0; i < Rows; i++)
        {
            content.Append(row.Replace("{0}", i.ToString(CultureInfo.InvariantCulture), StringComparison.Ordinal)
                .Replace("{1}", filler, StringComparison.Ordinal));
        }

        return files.Write(content.Append(tail).ToString());
    }
}
