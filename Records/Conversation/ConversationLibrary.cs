using OpsFlow.Domain.Conversation.Routing;
using OpsFlow.Platform.Data;
using OpsFlow.Records.Waste;

namespace OpsFlow.Records.Conversation;

/// <summary>The rules that count now. An edit of their files replaces them; a bad one changes nothing.</summary>
public sealed class ConversationLibrary
{
    private readonly WasteLibrary _waste;
    private volatile Ready? _ready;
    private volatile IReadOnlyList<DataFault> _refused = [];

    /// <summary>Begins with what was read.</summary>
    /// <param name="rules">Null only where nothing starts, as the settings are refused.</param>
    public ConversationLibrary(string folder, ConversationRules? rules, WasteLibrary waste)
    {
        (Folder, _waste) = (folder, waste);
        _ready = rules is null || !waste.IsRead ? null : Make(rules);
    }

    /// <summary>The folder of the files.</summary>
    public string Folder { get; }

    /// <summary>The rules.</summary>
    public ConversationRules Rules => Now.Rules;

    /// <summary>Routes messages.</summary>
    public PreRouter Router => Now.Router;

    /// <summary>Why the last edit is not taken; empty when it is.</summary>
    public IReadOnlyList<DataFault> Refused => _refused;

    private Ready Now => _ready ?? throw new InvalidOperationException("The rules could not be read.");

    /// <summary>Reads the files again.</summary>
    /// <returns>Whether they are taken.</returns>
    public bool Reload()
    {
        var (rules, faults) = ConversationFiles.Read(Folder);
        _refused = faults;
        if (rules is null)
        {
            return false;
        }

        _ready = Make(rules);
        return true;
    }

    private Ready Make(ConversationRules rules) => new(
        rules,
        new(
            rules.Words,
            new(
                rules.Intents, rules.Words.Text,
                _waste.Rules.Catalog.Characters.SelectMany(c => new[] { c.Name.Ko, c.Name.En }))));

    private sealed record Ready(ConversationRules Rules, PreRouter Router);
}
