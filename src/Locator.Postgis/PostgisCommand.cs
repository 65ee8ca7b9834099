using System.Globalization;
using Npgsql;
using NpgsqlTypes;

namespace Locator.Postgis;

/// <summary>A command whose text depends on no value: those are its parameters, so that servers keep its plan.</summary>
/// <param name="Text">The text, with positional parameters.</param>
/// <param name="Parameters">They, in their order.</param>
internal sealed record PostgisCommand(string Text, IReadOnlyList<NpgsqlParameter> Parameters)
{
    /// <summary>The command as part of a batch.</summary>
    public NpgsqlBatchCommand ToBatchCommand()
    {
        NpgsqlBatchCommand command = new(Text);
        foreach (NpgsqlParameter parameter in Parameters)
        {
            command.Parameters.Add(parameter);
        }

        return command;
    }
}

/// <summary>The parameters of a command that is being written.</summary>
internal sealed class CommandParameters
{
    private readonly List<NpgsqlParameter> _parameters = [];

    /// <summary>Adds one; what stands for it in the text.</summary>
    public string Add<T>(T value, NpgsqlDbType type)
    {
        _parameters.Add(new NpgsqlParameter<T> { TypedValue = value, NpgsqlDbType = type });
        return string.Create(CultureInfo.InvariantCulture, $"${_parameters.Count}");
    }

    /// <summary>The command of that text.</summary>
    public PostgisCommand For(string text) => new(text, _parameters);
}
