using System.Collections;
using System.Data;
using System.Data.Common;
using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Text.Json;

namespace Locator.Versions;

/// <summary>The issues of an import as rows of six texts, for what writes such rows.</summary>
/// <param name="issues">The issues.</param>
internal sealed class IssueRows(IEnumerable<ImportIssue> issues) : DbDataReader
{
    private static readonly string[] Columns = ["file", "row", "field", "problem", "outcome", "value"];

    private static readonly Dictionary<ImportOutcome, string> Outcomes =
        Enum.GetValues<ImportOutcome>().ToDictionary(outcome => outcome, outcome => JsonNamingPolicy.KebabCaseLower.ConvertName(outcome.ToString()));

    private readonly IEnumerator<ImportIssue> _issues = issues.GetEnumerator();

    public override int FieldCount => Columns.Length;

    public override bool HasRows => true;

    public override bool IsClosed => false;

    public override int RecordsAffected => -1;

    public override int Depth => 0;

    public override object this[int ordinal] => GetValue(ordinal);

    public override object this[string name] => GetValue(GetOrdinal(name));

    public override bool Read() => _issues.MoveNext();

    public override bool NextResult() => false;

    public override string GetName(int ordinal) => Columns[ordinal];

    public override int GetOrdinal(string name) => Array.IndexOf(Columns, name);

    public override string GetDataTypeName(int ordinal) => nameof(String);

    [return: DynamicallyAccessedMembers(DynamicallyAccessedMemberTypes.PublicFields | DynamicallyAccessedMemberTypes.PublicProperties)]
    public override Type GetFieldType(int ordinal) => typeof(string);

    public override bool IsDBNull(int ordinal) => TextAt(ordinal) is null;

    public override string GetString(int ordinal) => TextAt(ordinal) ?? throw new InvalidCastException($"{Columns[ordinal]} is null.");

    public override object GetValue(int ordinal) => TextAt(ordinal) ?? (object)DBNull.Value;

    public override int GetValues(object[] values)
    {
        int count = Math.Min(values.Length, Columns.Length);
        for (int i = 0; i < count; i++)
        {
            values[i] = GetValue(i);
        }

        return count;
    }

    public override DataTable? GetSchemaTable() => null;

    public override IEnumerator GetEnumerator() => new DbEnumerator(this);

    public override bool GetBoolean(int ordinal) => throw new NotSupportedException();

    public override byte GetByte(int ordinal) => throw new NotSupportedException();

    public override long GetBytes(int ordinal, long dataOffset, byte[]? buffer, int bufferOffset, int length) => throw new NotSupportedException();

    public override char GetChar(int ordinal) => throw new NotSupportedException();

    public override long GetChars(int ordinal, long dataOffset, char[]? buffer, int bufferOffset, int length)
    {
        string text = GetString(ordinal);
        if (buffer is null)
        {
            return text.Length;
        }

        int count = Math.Min(length, text.Length - (int)dataOffset);
        text.CopyTo((int)dataOffset, buffer, bufferOffset, count);
        return count;
    }

    public override DateTime GetDateTime(int ordinal) => throw new NotSupportedException();

    public override decimal GetDecimal(int ordinal) => throw new NotSupportedException();

    public override double GetDouble(int ordinal) => throw new NotSupportedException();

    public override float GetFloat(int ordinal) => throw new NotSupportedException();

    public override Guid GetGuid(int ordinal) => throw new NotSupportedException();

    public override short GetInt16(int ordinal) => throw new NotSupportedException();

    public override int GetInt32(int ordinal) => throw new NotSupportedException();

    public override long GetInt64(int ordinal) => throw new NotSupportedException();

    protected override void Dispose(bool disposing)
    {
        _issues.Dispose();
        base.Dispose(disposing);
    }

    private string? TextAt(int ordinal) => ordinal switch
    {
        0 => _issues.Current.File,
        1 => _issues.Current.Row?.ToString(CultureInfo.InvariantCulture),
        2 => _issues.Current.Field,
        3 => _issues.Current.Problem,
        4 => Outcomes[_issues.Current.Outcome],
        5 => _issues.Current.Value,
        _ => throw new ArgumentOutOfRangeException(nameof(ordinal)),
    };
}
