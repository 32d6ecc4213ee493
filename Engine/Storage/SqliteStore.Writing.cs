namespace OpsFlow.Engine.Storage;

/// <summary>The one thread that writes.</summary>
internal sealed partial class SqliteStore
{
    private void LoadKnown()
    {
        var query = _writer.Prepare("SELECT namespace, workflow_id FROM executions");
        while (query.Step())
        {
            _known.Add(query.Text(0), query.Text(1));
        }

        query.Reset();
    }

    private void WriteLoop()
    {
        var batch = new List<Commit>(MaximumBatch);
        while (_queue.Take(batch, MaximumBatch))
        {
            WriteBatch(batch);
            batch.Clear();
        }
    }

    private void WriteBatch(List<Commit> batch)
    {
        // A write whose predecessor failed builds on what is not there.
        foreach (var commit in batch.Where(c => c.Owner is { HasFailed: true }))
        {
            commit.Fail(new StoreException("An earlier write of the same workflow failed."));
        }

        batch.RemoveAll(c => c.Owner is { HasFailed: true });
        if (batch.Count == 0)
        {
            return;
        }

        try
        {
            if (_writerIsBroken)
            {
                _writer = OpenWriter();
                _writerIsBroken = false;
            }

            lock (_gate)
            {
                _writer.Prepare("BEGIN IMMEDIATE").Run();
            }

            _failpoints.At(Failpoints.BeforeWrite);
            foreach (var commit in batch)
            {
                Apply(commit);
                _failpoints.At(Failpoints.InWrite);
            }

            _failpoints.At(Failpoints.BeforeCommit);
            lock (_gate)
            {
                _writer.Prepare("COMMIT").Run();
            }
        }
        catch (Exception e)
        {
            // The boundary of a transaction: whatever went wrong, nobody in it may be told that it is on disk.
            RollBack();
            var error = e as StoreException ?? new StoreException(e.Message, e);
            foreach (var commit in batch)
            {
                commit.Fail(error);
            }

            return;
        }

        _failpoints.At(Failpoints.AfterCommit);
        foreach (var commit in batch)
        {
            commit.Succeed();
        }
    }

    private void RollBack()
    {
        try
        {
            // SQLite may have rolled back by itself, as it does when the disk is full.
            if (_writer.InTransaction)
            {
                _writer.Execute("ROLLBACK");
            }
        }
        catch (StoreException)
        {
            _writer.Dispose();
            _writerIsBroken = true;
        }
    }

    private void Apply(Commit commit)
    {
        commit.Action?.Invoke(_writer);
        foreach (var write in commit.Writes)
        {
            var stateSum = Stored.Checksum(write.State.Span);
            if (write.IsNew)
            {
                // Before the commit: a reader must never miss it after. If that fails, it is counted all the same until
                // the next start, and a start of that id asks the database.
                _known.Add(write.Namespace, write.WorkflowId);
                _writer.Prepare(
                    "INSERT INTO executions (run_key, namespace, workflow_id, run_id, workflow_type, status, "
                        + "start_time, "
                    + "close_time, pending, state, order_time, due, state_sum) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, "
                    + "?, ?, ?)")
                    .Bind(1, write.RunKey).Bind(2, write.Namespace).Bind(3, write.WorkflowId).Bind(4, write.RunId)
                    .Bind(5, write.WorkflowType).Bind(6, write.Status).Bind(7, write.StartTime)
                    .Bind(8, write.CloseTime).Bind(9, write.Pending ? 1 : 0).Bind(10, write.State.Span)
                    .Bind(11, write.CloseTime == 0 ? long.MaxValue : write.CloseTime).Bind(12, write.Due)
                    .Bind(13, stateSum).Run();
            }
            else if (write.CloseTime != 0)
            {
                _writer.Prepare(
                    "UPDATE executions SET status = ?, close_time = ?, pending = ?, state = ?, order_time = ?, "
                    + "due = ?, state_sum = ? WHERE run_key = ?")
                    .Bind(1, write.Status).Bind(2, write.CloseTime).Bind(3, write.Pending ? 1 : 0)
                    .Bind(4, write.State.Span).Bind(5, write.CloseTime).Bind(6, write.Due)
                    .Bind(7, stateSum).Bind(8, write.RunKey).Run();
            }
            else
            {
                _writer.Prepare("UPDATE executions SET state = ?, due = ?, state_sum = ? WHERE run_key = ?")
                    .Bind(1, write.State.Span).Bind(2, write.Due).Bind(3, stateSum).Bind(4, write.RunKey).Run();
            }

            if (write.Events is not null)
            {
                _writer.Prepare("INSERT INTO history (id, events, events_sum) VALUES (?, ?, ?)")
                    .Bind(1, (write.RunKey << RunKeyShift) + write.FirstEventId).Bind(2, write.Events)
                    .Bind(3, Stored.Checksum(write.Events)).Run();
            }
        }
    }

    private sealed class Commit(IReadOnlyList<RunWrite> writes, IWriteOwner? owner, Action<SqliteDatabase>? action)
        : TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously)
    {
        public IReadOnlyList<RunWrite> Writes { get; } = writes;

        public IWriteOwner? Owner { get; } = owner;

        public Action<SqliteDatabase>? Action { get; } = action;

        public void Succeed() => SetResult();

        public void Fail(StoreException error)
        {
            if (Owner is not null)
            {
                Owner.HasFailed = true;
            }

            SetException(error);
        }
    }
}
