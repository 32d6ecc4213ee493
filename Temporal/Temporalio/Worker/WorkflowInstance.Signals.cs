using System.Collections;
using Temporalio.Workflows;

namespace Temporalio.Worker;

/// <content>The signal handlers that a run has set for itself.</content>
internal sealed partial class WorkflowInstance
{
    /// <summary>The signal handlers; a new one gets the signals that waited for it.</summary>
    private sealed class SignalDictionary : IDictionary<string, WorkflowSignalDefinition>
    {
        private readonly WorkflowInstance _instance;
        private readonly Dictionary<string, WorkflowSignalDefinition> _inner;

        public SignalDictionary(
            WorkflowInstance instance, IReadOnlyDictionary<string, WorkflowSignalDefinition> definitions)
        {
            _instance = instance;
            _inner = new(definitions);
        }

        public ICollection<string> Keys => _inner.Keys;

        public ICollection<WorkflowSignalDefinition> Values => _inner.Values;

        public int Count => _inner.Count;

        public bool IsReadOnly => false;

        public WorkflowSignalDefinition this[string key]
        {
            get => _inner[key];
            set
            {
                _inner[key] = value;
                _instance.DrainSignals(s => s.Name == key);
            }
        }

        public void Add(string key, WorkflowSignalDefinition value)
        {
            _inner.Add(key, value);
            _instance.DrainSignals(s => s.Name == key);
        }

        public void Add(KeyValuePair<string, WorkflowSignalDefinition> item) => Add(item.Key, item.Value);

        public void Clear() => _inner.Clear();

        public bool Contains(KeyValuePair<string, WorkflowSignalDefinition> item) => _inner.Contains(item);

        public bool ContainsKey(string key) => _inner.ContainsKey(key);

        public void CopyTo(KeyValuePair<string, WorkflowSignalDefinition>[] array, int arrayIndex) =>
            ((ICollection<KeyValuePair<string, WorkflowSignalDefinition>>)_inner).CopyTo(array, arrayIndex);

        public IEnumerator<KeyValuePair<string, WorkflowSignalDefinition>> GetEnumerator() => _inner.GetEnumerator();

        IEnumerator IEnumerable.GetEnumerator() => _inner.GetEnumerator();

        public bool Remove(string key) => _inner.Remove(key);

        public bool Remove(KeyValuePair<string, WorkflowSignalDefinition> item) =>
            ((ICollection<KeyValuePair<string, WorkflowSignalDefinition>>)_inner).Remove(item);

        public bool TryGetValue(
            string key, [System.Diagnostics.CodeAnalysis.MaybeNullWhen(false)] out WorkflowSignalDefinition value) =>
            _inner.TryGetValue(key, out value);
    }
}
