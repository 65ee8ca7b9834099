using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;

namespace Locator.Testing;

/// <summary>What a <see cref="Relay"/> does with what it is sent.</summary>
public enum RelayMode
{
    /// <summary>Passes it on.</summary>
    Open,

    /// <summary>Swallows it: connections stay, nothing comes back, as with a frozen server.</summary>
    Silent,

    /// <summary>Ends every connection, as a machine does whose server was killed.</summary>
    Cut,
}

/// <summary>Stands before a server on this machine, so that a test can take it away and give it back.</summary>
public sealed class Relay : IDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly ConcurrentBag<TcpClient> _open = [];
    private readonly int _target;
    private volatile RelayMode _mode;

    /// <summary>A relay to a port, open.</summary>
    public Relay(int target)
    {
        _target = target;
        _listener.Start();
        Port = ((IPEndPoint)_listener.LocalEndpoint).Port;
        _ = AcceptAsync();
    }

    /// <summary>Where it listens, on loopback.</summary>
    public int Port { get; }

    /// <summary>What it does now, with connections that are open as well as with new ones.</summary>
    public RelayMode Mode
    {
        get => _mode;
        set
        {
            _mode = value;
            while (value == RelayMode.Cut && _open.TryTake(out TcpClient? client))
            {
                client.Dispose();
            }
        }
    }

    /// <summary>A port on which nobody listens.</summary>
    public static int FreePort()
    {
        using TcpListener listener = new(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    /// <inheritdoc />
    public void Dispose()
    {
        Mode = RelayMode.Cut;
        _listener.Dispose();
    }

    private async Task AcceptAsync()
    {
        while (true)
        {
            TcpClient client = await _listener.AcceptTcpClientAsync();
            if (_mode == RelayMode.Cut)
            {
                client.Dispose();
                continue;
            }

            TcpClient server = new();
            await server.ConnectAsync(IPAddress.Loopback, _target);
            _open.Add(client);
            _open.Add(server);
            _ = PassAsync(client, server);
            _ = PassAsync(server, client);
        }
    }

    private async Task PassAsync(TcpClient from, TcpClient to)
    {
        byte[] buffer = new byte[65536];
        try
        {
            for (int read; (read = await from.GetStream().ReadAsync(buffer)) > 0;)
            {
                if (_mode != RelayMode.Silent)
                {
                    await to.GetStream().WriteAsync(buffer.AsMemory(0, read));
                }
            }
        }
        finally
        {
            to.Dispose();
        }
    }
}
