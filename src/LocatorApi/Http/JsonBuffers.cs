using System.Buffers;
using Microsoft.Extensions.ObjectPool;

namespace LocatorApi.Http;

/// <summary>Buffers for what is written before it goes on its way, used again; those that one huge text blew up are let go.</summary>
internal static class JsonBuffers
{
    /// <summary>Room that most pages of twenty facilities fit into.</summary>
    private const int UsualBytes = 128 * 1024;
    private const int KeptBytes = 1 << 20;

    /// <summary>A buffer is in use until its client has taken what is in it, so there are as many as slow clients.</summary>
    private const int KeptBuffers = 64;
    private static readonly ObjectPool<ArrayBufferWriter<byte>> Pool =
        new DefaultObjectPool<ArrayBufferWriter<byte>>(new Policy(), KeptBuffers);

    public static ArrayBufferWriter<byte> Rent() => Pool.Get();

    public static void Return(ArrayBufferWriter<byte> buffer) => Pool.Return(buffer);

    private sealed class Policy : IPooledObjectPolicy<ArrayBufferWriter<byte>>
    {
        public ArrayBufferWriter<byte> Create() => new(UsualBytes);

        public bool Return(ArrayBufferWriter<byte> obj)
        {
            obj.ResetWrittenCount();
            return obj.Capacity <= KeptBytes;
        }
    }
}
