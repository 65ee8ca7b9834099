using System.Buffers;
using System.Text.Json;
using Locator.Facilities;
using Locator.Search;
using LocatorApi.Facilities;
using LocatorApi.Formats;
using LocatorApi.Http;

namespace LocatorApi.Export;

/// <summary>Writes an export into a buffer that is sent and emptied from time to time.</summary>
internal abstract class ExportWriter : IDisposable
{
    /// <summary>The writer of a format.</summary>
    public static ExportWriter Of(AnswerFormat format, Vocabulary vocabulary, IBufferWriter<byte> buffer) =>
        format == AnswerFormat.Csv ? new Table(vocabulary, buffer)
        : format == AnswerFormat.GeoJson ? new Collection(vocabulary, buffer)
        : new Lines(vocabulary, buffer);

    public abstract void Begin(ExportHead head);

    public abstract void Add(FacilityRecord facility);

    public abstract void End(int facilities);

    public virtual void Dispose()
    {
    }

    private static ListedFacility Listed(FacilityRecord facility, Vocabulary vocabulary) =>
        new(facility.Id, facility.Document) { ServiceCodes = StatedCodes.Of(facility, vocabulary) };

    /// <summary>NDJSON: a head, the facilities as <c>/v1/facilities/{id}</c> answers them, a line that counts.</summary>
    private sealed class Lines(Vocabulary vocabulary, IBufferWriter<byte> buffer) : ExportWriter
    {
        public override void Begin(ExportHead head) => Line(head);

        public override void Add(FacilityRecord facility) => Line(FacilityEntry.Of(facility, vocabulary));

        public override void End(int facilities) => Line(new ExportEnd(End: true, facilities));

        private void Line<T>(T value)
        {
            using (Utf8JsonWriter json = new(buffer, ApiJson.WriterOptions))
            {
                JsonSerializer.Serialize(json, value, ApiJson.Options);
            }

            buffer.Write("\n"u8);
        }
    }

    /// <summary>A FeatureCollection of GeoJSON, a feature a line.</summary>
    private sealed class Collection(Vocabulary vocabulary, IBufferWriter<byte> buffer) : ExportWriter
    {
        private bool _hasFeature;

        public override void Begin(ExportHead head)
        {
            buffer.Write("{\"type\":\"FeatureCollection\","u8);
            byte[] members = JsonSerializer.SerializeToUtf8Bytes(head, ApiJson.Options);
            buffer.Write(members.AsSpan(1, members.Length - 2));
            buffer.Write(",\"features\":[\n"u8);
        }

        public override void Add(FacilityRecord facility)
        {
            if (_hasFeature)
            {
                buffer.Write(",\n"u8);
            }

            _hasFeature = true;
            using Utf8JsonWriter json = new(buffer, ApiJson.WriterOptions);
            FacilityFeature.Write(json, Listed(facility, vocabulary));
        }

        public override void End(int facilities) => buffer.Write("\n]}\n"u8);
    }

    /// <summary>CSV.</summary>
    private sealed class Table : ExportWriter
    {
        private readonly FacilityTable _table;
        private readonly Vocabulary _vocabulary;
        private readonly IBufferWriter<byte> _buffer;

        public Table(Vocabulary vocabulary, IBufferWriter<byte> buffer)
        {
            (_vocabulary, _buffer) = (vocabulary, buffer);
            _table = new FacilityTable(vocabulary, new ListedFacility("", default) { ServiceCodes = new Dictionary<string, IReadOnlyList<StatedCode>>() });
        }

        public override void Begin(ExportHead head) => _table.MoveTo(_buffer);

        public override void Add(FacilityRecord facility)
        {
            _table.Add(Listed(facility, _vocabulary));
            _table.MoveTo(_buffer);
        }

        public override void End(int facilities) => _table.MoveTo(_buffer);

        public override void Dispose()
        {
            _table.Dispose();
            base.Dispose();
        }
    }
}
