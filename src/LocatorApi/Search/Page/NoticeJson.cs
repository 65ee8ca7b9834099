using System.Buffers;
using System.Runtime.CompilerServices;
using System.Text.Json;
using LocatorApi.Http;
using LocatorApi.Notices;

namespace LocatorApi.Search.Page;

/// <summary>Writes notices as JSON. The same few stand in every answer, so each is encoded once.</summary>
internal static class NoticeJson
{
    private static readonly ConditionalWeakTable<Notice, byte[]> Encoded = [];

    public static void WriteNotices(this IBufferWriter<byte> output, IReadOnlyList<Notice> notices)
    {
        output.Write("["u8);
        for (int i = 0; i < notices.Count; i++)
        {
            output.Write(i == 0 ? default : ","u8);
            output.Write(Encoded.GetValue(notices[i], static notice => JsonSerializer.SerializeToUtf8Bytes(notice, ApiJson.Options)));
        }

        output.Write("]"u8);
    }
}
