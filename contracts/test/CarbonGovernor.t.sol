// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {IGovernor} from "@openzeppelin/contracts/governance/IGovernor.sol";
import {TimelockController} from "@openzeppelin/contracts/governance/TimelockController.sol";
import {CarbonGovernor} from "../src/CarbonGovernor.sol";
import {CarbonPayment} from "../src/CarbonPayment.sol";
import {CarbonTimelock} from "../src/CarbonTimelock.sol";
import {Platform} from "./support/Platform.sol";
import {vm} from "./support/Test.sol";

contract CarbonGovernorTest is Platform {
    uint48 private constant DELAY = 5;
    uint32 private constant PERIOD = 50;
    uint256 private constant TIMELOCK = 2 days;
    uint8 private constant AGAINST = 0;
    uint8 private constant FOR = 1;
    uint8 private constant ABSTAIN = 2;
    string private constant WHY = "Let prices be older";

    CarbonTimelock private timelock;
    CarbonGovernor private governor;

    function setUp() public override {
        super.setUp();
        timelock = new CarbonTimelock(TIMELOCK, new address[](0), new address[](1), admin);
        governor = new CarbonGovernor(staking, timelock, DELAY, PERIOD, 10e18, 10);
        give(timelock, "PROPOSER_ROLE", address(governor));
        give(timelock, "CANCELLER_ROLE", address(governor));
        vm.startPrank(admin);
        timelock.renounceRole(timelock.DEFAULT_ADMIN_ROLE(), admin);
        payment.grantRole(payment.DEFAULT_ADMIN_ROLE(), address(timelock));
        vm.stopPrank();
        fund(alice, 1_000e18);
        fund(bob, 1_000e18);
        stake(alice, 100e18);
        stake(bob, 60e18);
        nextBlock(1);
    }

    function test_isSetUpAsAsked() public view {
        vm.assertEq(governor.name(), "EcoCoin CarbonGovernor");
        vm.assertEq(governor.votingDelay(), DELAY);
        vm.assertEq(governor.votingPeriod(), PERIOD);
        vm.assertEq(governor.proposalThreshold(), 10e18);
        vm.assertEq(governor.quorum(block.number - 1), 16e18);
        vm.assertEq(governor.timelock(), address(timelock));
        vm.assertEq(address(governor.token()), address(staking));
        vm.assertEq(governor.CLOCK_MODE(), "mode=blocknumber&from=default");
    }

    function test_whatPassesIsQueuedAndCarriedOut() public {
        uint256 id = propose(alice);
        vm.assertTrue(governor.state(id) == IGovernor.ProposalState.Pending);
        nextBlock(DELAY + 1);
        vm.assertTrue(governor.state(id) == IGovernor.ProposalState.Active);
        vm.expectEmit(address(governor));
        emit IGovernor.VoteCast(alice, id, FOR, 100e18, "");
        vote(alice, id, FOR);
        vote(bob, id, AGAINST);
        nextBlock(PERIOD);
        vm.assertTrue(governor.state(id) == IGovernor.ProposalState.Succeeded);
        vm.assertTrue(governor.proposalNeedsQueuing(id));
        vm.expectEmit(address(governor));
        emit IGovernor.ProposalQueued(id, START + TIMELOCK);
        queue();
        vm.warp(START + TIMELOCK - 1);
        vm.expectRevert();
        execute();
        vm.warp(START + TIMELOCK);
        vm.expectEmit(address(governor));
        emit IGovernor.ProposalExecuted(id);
        execute();
        vm.assertEq(payment.maxPriceAge(), 2 hours);
        vm.assertTrue(governor.state(id) == IGovernor.ProposalState.Executed);
        vm.expectRevert();
        execute();
    }

    function test_nothingPassesWithoutQuorumOrMajority() public {
        uint256 id = propose(alice);
        nextBlock(DELAY + 1);
        vote(bob, id, AGAINST);
        nextBlock(PERIOD);
        vm.assertTrue(governor.state(id) == IGovernor.ProposalState.Defeated);
        vm.expectRevert();
        queue();
    }

    function test_aTieIsDefeatAndAbstainingCountsForTheQuorumOnly() public {
        uint256 id = propose(alice);
        nextBlock(DELAY + 1);
        vote(alice, id, ABSTAIN);
        nextBlock(PERIOD);
        vm.assertTrue(governor.state(id) == IGovernor.ProposalState.Defeated);
    }

    function test_whatWasUnstakedBeforeTheVoteHasNoPower() public {
        uint256 id = propose(alice);
        unstake(alice, 100e18);
        nextBlock(DELAY + 1);
        vm.expectEmit(address(governor));
        emit IGovernor.VoteCast(alice, id, FOR, 0, "");
        vote(alice, id, FOR);
        nextBlock(PERIOD);
        vm.assertTrue(governor.state(id) == IGovernor.ProposalState.Defeated);
    }

    function test_tokensThatAreHeldButNotStakedHaveNoPower() public {
        uint256 id = propose(alice);
        nextBlock(DELAY + 1);
        fundCarbon(stranger, 1_000_000e18);
        vm.expectEmit(address(governor));
        emit IGovernor.VoteCast(stranger, id, AGAINST, 0, "");
        vote(stranger, id, AGAINST);
    }

    function test_stakingAfterTheCountGivesNoPowerForIt() public {
        uint256 id = propose(alice);
        nextBlock(DELAY + 1);
        stake(bob, 900e18);
        vm.expectEmit(address(governor));
        emit IGovernor.VoteCast(bob, id, AGAINST, 60e18, "");
        vote(bob, id, AGAINST);
    }

    function test_stakeCannotVoteTwiceByMovingOn() public {
        uint256 id = propose(alice);
        nextBlock(DELAY + 1);
        vote(alice, id, FOR);
        vm.expectRevert(abi.encodeWithSelector(IGovernor.GovernorAlreadyCastVote.selector, alice));
        vote(alice, id, FOR);
        vm.prank(alice);
        staking.delegate(stranger);
        vm.expectEmit(address(governor));
        emit IGovernor.VoteCast(stranger, id, FOR, 0, "");
        vote(stranger, id, FOR);
    }

    function test_aDelegateVotesWithAllItWasGiven() public {
        vm.prank(alice);
        staking.delegate(bob);
        nextBlock(1);
        uint256 id = propose(bob);
        nextBlock(DELAY + 1);
        vm.expectEmit(address(governor));
        emit IGovernor.VoteCast(bob, id, FOR, 160e18, "");
        vote(bob, id, FOR);
    }

    function test_refusesAProposerWithoutEnoughVotes() public {
        unstake(bob, 55e18);
        nextBlock(1);
        bytes memory refusal =
            abi.encodeWithSelector(IGovernor.GovernorInsufficientProposerVotes.selector, bob, 5e18, 10e18);
        (address[] memory targets, uint256[] memory values, bytes[] memory calls) = proposal();
        vm.expectRevert(refusal);
        vm.prank(bob);
        governor.propose(targets, values, calls, WHY);
    }

    function test_theProposerAloneCancelsAndOnlyBeforeTheVote() public {
        uint256 id = propose(alice);
        vm.expectRevert(abi.encodeWithSelector(IGovernor.GovernorUnableToCancel.selector, id, bob));
        cancel(bob);
        vm.expectEmit(address(governor));
        emit IGovernor.ProposalCanceled(id);
        cancel(alice);
        vm.assertTrue(governor.state(id) == IGovernor.ProposalState.Canceled);
    }

    function test_nobodyButTheGovernorReachesTheTimelock() public {
        bytes memory call = abi.encodeCall(CarbonPayment.setMaxPriceAge, (2 hours));
        expectMissingRole(admin, "PROPOSER_ROLE");
        vm.prank(admin);
        timelock.schedule(address(payment), 0, call, 0, 0, TIMELOCK);
        vm.expectRevert();
        timelock.execute(address(payment), 0, call, 0, 0);
        vm.expectRevert(abi.encodeWithSelector(IGovernor.GovernorOnlyExecutor.selector, admin));
        vm.prank(admin);
        governor.setVotingDelay(0);
    }

    function test_theGovernorTakesNoEther() public {
        vm.deal(alice, 1 ether);
        vm.prank(alice);
        (bool sent,) = address(governor).call{value: 1 ether}("");
        vm.assertFalse(sent);
    }

    function proposal()
        private
        view
        returns (address[] memory targets, uint256[] memory values, bytes[] memory calls)
    {
        (targets, values, calls) = (new address[](1), new uint256[](1), new bytes[](1));
        targets[0] = address(payment);
        calls[0] = abi.encodeCall(CarbonPayment.setMaxPriceAge, (2 hours));
    }

    function propose(address who) private returns (uint256) {
        (address[] memory targets, uint256[] memory values, bytes[] memory calls) = proposal();
        vm.prank(who);
        return governor.propose(targets, values, calls, WHY);
    }

    function queue() private {
        (address[] memory targets, uint256[] memory values, bytes[] memory calls) = proposal();
        governor.queue(targets, values, calls, keccak256(bytes(WHY)));
    }

    function execute() private {
        (address[] memory targets, uint256[] memory values, bytes[] memory calls) = proposal();
        governor.execute(targets, values, calls, keccak256(bytes(WHY)));
    }

    function cancel(address who) private {
        (address[] memory targets, uint256[] memory values, bytes[] memory calls) = proposal();
        vm.prank(who);
        governor.cancel(targets, values, calls, keccak256(bytes(WHY)));
    }

    function vote(address who, uint256 id, uint8 support) private {
        vm.prank(who);
        governor.castVote(id, support);
    }

    function fund(address who, uint256 amount) private {
        fundCarbon(who, amount);
        vm.prank(who);
        token.approve(address(staking), type(uint256).max);
    }

    function stake(address who, uint256 amount) private {
        vm.prank(who);
        staking.stake(amount);
    }

    function unstake(address who, uint256 amount) private {
        vm.prank(who);
        staking.unstake(amount);
    }

    function nextBlock(uint256 blocks) private {
        vm.roll(block.number + blocks);
    }
}
