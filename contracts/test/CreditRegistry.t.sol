// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {IERC1155Errors} from "@openzeppelin/contracts/interfaces/draft-IERC6093.sol";
import {IERC1155} from "@openzeppelin/contracts/token/ERC1155/IERC1155.sol";
import {IAccessControl} from "@openzeppelin/contracts/access/IAccessControl.sol";
import {Pausable} from "@openzeppelin/contracts/utils/Pausable.sol";
import {ReentrancyGuard} from "@openzeppelin/contracts/utils/ReentrancyGuard.sol";
import {CreditRegistry} from "../src/CreditRegistry.sol";
import {ReferenceUsed, ZeroAmount, ZeroReference} from "../src/Errors.sol";
import {Reentrant, Refusing} from "./support/Hostile.sol";
import {Platform} from "./support/Platform.sol";
import {RecordedLog, bound, vm} from "./support/Test.sol";

contract CreditRegistryTest is Platform {
    bytes32 private constant OCEAN = keccak256("project: ocean");
    bytes32 private constant SERIALS = keccak256("VCS 1-100");
    bytes32 private constant REF = keccak256("issuance 1");
    bytes32 private constant BENEFICIARY = keccak256("beneficiary");

    uint256 private batch;

    function setUp() public override {
        super.setUp();
        openProject(FOREST);
        batch = registry.batchIdOf(FOREST, 2021);
    }

    // Projects

    function test_opensARecordOnce() public {
        uint256 recordId = registry.recordIdOf(OCEAN);
        vm.expectEmit(address(registry));
        emit CreditRegistry.ProjectRecordMinted(OCEAN, recordId, "ipfs://ocean");
        vm.expectEmit(address(registry));
        emit IERC1155.URI("ipfs://ocean", recordId);
        vm.expectEmit(address(registry));
        emit CreditRegistry.ProjectConfigured(OCEAN, true);
        vm.prank(developer);
        vm.assertEq(registry.mintProjectRecord(OCEAN, "ipfs://ocean"), recordId);
        vm.assertEq(registry.uri(recordId), "ipfs://ocean");
        (bool exists, bool transferable, bool suspended) = registry.projectOf(OCEAN);
        vm.assertTrue(exists && transferable && !suspended);
        vm.expectRevert(abi.encodeWithSelector(CreditRegistry.ProjectAlreadyRecorded.selector, OCEAN));
        vm.prank(developer);
        registry.mintProjectRecord(OCEAN, "ipfs://other");
    }

    function test_refusesARecordOfNothingOrWithoutTheRole() public {
        vm.expectRevert(ZeroReference.selector);
        openProject(bytes32(0));
        expectMissingRole(issuer, "PROJECT_ROLE");
        vm.prank(issuer);
        registry.mintProjectRecord(OCEAN, "");
        expectMissingRole(issuer, "PROJECT_ROLE");
        vm.prank(issuer);
        registry.configureProject(FOREST, false);
        expectMissingRole(developer, "SUSPENDER_ROLE");
        vm.prank(developer);
        registry.suspendProject(FOREST, true);
    }

    function test_refusesToSwitchAProjectThatIsNotThere() public {
        vm.expectRevert(abi.encodeWithSelector(CreditRegistry.ProjectNotFound.selector, OCEAN));
        configure(OCEAN, true);
        vm.expectRevert(abi.encodeWithSelector(CreditRegistry.ProjectNotFound.selector, OCEAN));
        suspend(OCEAN, true);
    }

    // Minting

    function test_mintsCreditsOfABatch() public {
        vm.expectEmit(address(registry));
        emit CreditRegistry.CreditsMinted(batch, FOREST, alice, 2021, 100e18, SERIALS, REF);
        mint(FOREST, alice, 100e18, SERIALS, REF);
        vm.assertEq(registry.balanceOf(alice, batch), 100e18);
        (bytes32 projectKey, uint16 vintage, uint256 minted, uint256 retired) = registry.batchOf(batch);
        vm.assertEq(projectKey, FOREST);
        vm.assertEq(vintage, 2021);
        vm.assertEq(minted, 100e18);
        vm.assertEq(retired, 0);
        vm.assertEq(registry.totalSupply(batch), 100e18);
        vm.assertEq(registry.uri(batch), "ipfs://forest");
        vm.assertEq(registry.uri(1), "");
        vm.assertTrue(registry.isMinted(REF));
    }

    function test_aSourceServesOnceInAllBatches() public {
        mint(FOREST, alice, 1e18, SERIALS, REF);
        openProject(OCEAN);
        vm.expectRevert(abi.encodeWithSelector(ReferenceUsed.selector, REF));
        mint(OCEAN, alice, 1e18, keccak256("other serials"), REF);
    }

    function test_aSerialBlockIsInOneBatchOnly() public {
        mint(FOREST, alice, 1e18, SERIALS, REF);
        openProject(OCEAN);
        vm.expectRevert(abi.encodeWithSelector(CreditRegistry.SerialBlockUsed.selector, SERIALS));
        mint(OCEAN, alice, 1e18, SERIALS, keccak256("issuance 2"));
    }

    function test_refusesCreditsThatMeanNothing() public {
        vm.expectRevert(ZeroAmount.selector);
        mint(FOREST, alice, 0, SERIALS, REF);
        vm.expectRevert(abi.encodeWithSelector(CreditRegistry.NotWholeTonnes.selector, 1e18 + 1));
        mint(FOREST, alice, 1e18 + 1, SERIALS, REF);
        vm.expectRevert(ZeroReference.selector);
        mint(FOREST, alice, 1e18, bytes32(0), REF);
        vm.expectRevert(ZeroReference.selector);
        mint(FOREST, alice, 1e18, SERIALS, bytes32(0));
        vm.expectRevert(abi.encodeWithSelector(CreditRegistry.ProjectNotFound.selector, OCEAN));
        mint(OCEAN, alice, 1e18, SERIALS, REF);
        vm.expectRevert(abi.encodeWithSelector(IERC1155Errors.ERC1155InvalidReceiver.selector, address(0)));
        mint(FOREST, address(0), 1e18, SERIALS, REF);
        expectMissingRole(developer, "MINTER_ROLE");
        vm.prank(developer);
        registry.mint(FOREST, 2021, alice, 1e18, SERIALS, REF);
    }

    function test_aReceiverThatTakesNoCreditsGetsNone() public {
        address refusing = address(new Refusing());
        vm.expectRevert(abi.encodeWithSelector(IERC1155Errors.ERC1155InvalidReceiver.selector, refusing));
        mint(FOREST, refusing, 1e18, SERIALS, REF);
        vm.assertFalse(registry.isMinted(REF));
    }

    function test_aReceiverCannotMintAgainWhileItReceives() public {
        Reentrant receiver = new Reentrant();
        give(registry, "MINTER_ROLE", address(receiver));
        bytes32 other = keccak256("issuance 2");
        receiver.prepare(
            address(registry), abi.encodeCall(CreditRegistry.mint, (FOREST, 2021, address(receiver), 1e18, other, other))
        );
        mint(FOREST, address(receiver), 1e18, SERIALS, REF);
        vm.assertTrue(receiver.tried());
        vm.assertEq(bytes32(receiver.answer()), bytes32(ReentrancyGuard.ReentrancyGuardReentrantCall.selector));
        vm.assertEq(registry.totalSupply(batch), 1e18);
    }

    function testFuzz_noTwoBatchesShareAnId(bytes32 key, uint16 vintage, bytes32 otherKey, uint16 otherVintage)
        public
        view
    {
        vm.assume(key != otherKey || vintage != otherVintage);
        uint256 id = registry.batchIdOf(key, vintage);
        vm.assertNotEq(id, registry.batchIdOf(otherKey, otherVintage));
        vm.assertNotEq(id, registry.recordIdOf(key));
        vm.assertNotEq(id, registry.recordIdOf(otherKey));
        vm.assertEq(id, uint256(keccak256(bytes.concat(key, bytes32(uint256(vintage))))));
    }

    // Transfers

    function test_aTransferTellsOfEachId() public {
        mint(FOREST, alice, 10e18, SERIALS, REF);
        vm.expectEmit(address(registry));
        emit CreditRegistry.CreditsTransferred(batch, alice, bob, 3e18);
        transfer(alice, bob, 3e18);
        uint256[] memory ids = new uint256[](2);
        uint256[] memory values = new uint256[](2);
        (ids[0], ids[1], values[0], values[1]) = (batch, batch, 1e18, 2e18);
        vm.recordLogs();
        vm.prank(alice);
        registry.safeBatchTransferFrom(alice, bob, ids, values, "");
        vm.assertEq(countLogs(CreditRegistry.CreditsTransferred.selector), 2);
        vm.assertEq(registry.balanceOf(alice, batch), 4e18);
        vm.assertEq(registry.balanceOf(bob, batch), 6e18);
    }

    function test_mintingAndRetiringAreNoTransfers() public {
        vm.recordLogs();
        mint(FOREST, alice, 10e18, SERIALS, REF);
        retire(alice, 1e18, 0, "");
        vm.assertEq(countLogs(CreditRegistry.CreditsTransferred.selector), 0);
    }

    function test_aSuspendedProjectStandsStill() public {
        mint(FOREST, alice, 10e18, SERIALS, REF);
        vm.expectEmit(address(registry));
        emit CreditRegistry.ProjectSuspended(FOREST, true);
        suspend(FOREST, true);
        bytes memory refusal = abi.encodeWithSelector(CreditRegistry.ProjectIsSuspended.selector, FOREST);
        vm.expectRevert(refusal);
        transfer(alice, bob, 1e18);
        vm.expectRevert(refusal);
        retire(alice, 1e18, 0, "");
        vm.expectRevert(refusal);
        mint(FOREST, alice, 1e18, keccak256("serials 2"), keccak256("issuance 2"));
        suspend(FOREST, false);
        transfer(alice, bob, 1e18);
        retire(alice, 1e18, 0, "");
    }

    function test_suspensionHoldsForOperatorsAndBatchesToo() public {
        openProject(OCEAN);
        mint(FOREST, alice, 10e18, SERIALS, REF);
        mint(OCEAN, alice, 10e18, keccak256("serials 2"), keccak256("issuance 2"));
        vm.prank(alice);
        registry.setApprovalForAll(operator, true);
        suspend(OCEAN, true);
        uint256[] memory ids = new uint256[](2);
        uint256[] memory values = new uint256[](2);
        (ids[0], ids[1], values[0], values[1]) = (batch, registry.batchIdOf(OCEAN, 2021), 1e18, 1e18);
        vm.expectRevert(abi.encodeWithSelector(CreditRegistry.ProjectIsSuspended.selector, OCEAN));
        vm.prank(operator);
        registry.safeBatchTransferFrom(alice, bob, ids, values, "");
        vm.assertEq(registry.balanceOf(bob, batch), 0);
    }

    function test_transfersAreSwitchedByProjectAndRetiringStaysOpen() public {
        mint(FOREST, alice, 10e18, SERIALS, REF);
        vm.expectEmit(address(registry));
        emit CreditRegistry.ProjectConfigured(FOREST, false);
        configure(FOREST, false);
        vm.expectRevert(abi.encodeWithSelector(CreditRegistry.ProjectNotTransferable.selector, FOREST));
        transfer(alice, bob, 1e18);
        retire(alice, 1e18, 0, "");
        mint(FOREST, alice, 1e18, keccak256("serials 2"), keccak256("issuance 2"));
        configure(FOREST, true);
        transfer(alice, bob, 1e18);
        vm.assertEq(registry.balanceOf(bob, batch), 1e18);
    }

    function test_refusesToTransferForOthersOrWhatIsNoBatch() public {
        mint(FOREST, alice, 10e18, SERIALS, REF);
        vm.expectRevert(abi.encodeWithSelector(IERC1155Errors.ERC1155MissingApprovalForAll.selector, bob, alice));
        vm.prank(bob);
        registry.safeTransferFrom(alice, bob, batch, 1e18, "");
        // Nothing of an id that is no batch can be moved as well, and would tell of a batch that is not there.
        vm.expectRevert(abi.encodeWithSelector(CreditRegistry.BatchNotFound.selector, 7));
        vm.prank(alice);
        registry.safeTransferFrom(alice, bob, 7, 0, "");
    }

    // Retirement

    function test_retiresForEver() public {
        mint(FOREST, alice, 10e18, SERIALS, REF);
        vm.expectEmit(address(registry));
        emit CreditRegistry.CreditsRetired(batch, alice, BENEFICIARY, 4e18, 3, "for 2025");
        retire(alice, 4e18, 3, "for 2025");
        vm.assertEq(registry.balanceOf(alice, batch), 6e18);
        vm.assertEq(registry.retiredOf(batch), 4e18);
        vm.assertEq(registry.totalSupply(batch), 6e18);
        bytes memory tooLittle =
            abi.encodeWithSelector(IERC1155Errors.ERC1155InsufficientBalance.selector, alice, 6e18, 7e18, batch);
        vm.expectRevert(tooLittle);
        retire(alice, 7e18, 3, "");
        vm.expectRevert(tooLittle);
        transfer(alice, bob, 7e18);
    }

    function test_retiresAFractionOfATonne() public {
        mint(FOREST, alice, 1e18, SERIALS, REF);
        retire(alice, 1, 8, "");
        vm.assertEq(registry.retiredOf(batch), 1);
    }

    function test_onlyTheHolderRetires() public {
        mint(FOREST, alice, 10e18, SERIALS, REF);
        vm.prank(alice);
        registry.setApprovalForAll(bob, true);
        vm.expectRevert(
            abi.encodeWithSelector(IERC1155Errors.ERC1155InsufficientBalance.selector, bob, 0, 1e18, batch)
        );
        retire(bob, 1e18, 0, "");
    }

    function test_refusesToRetireNothing() public {
        mint(FOREST, alice, 10e18, SERIALS, REF);
        vm.expectRevert(ZeroAmount.selector);
        retire(alice, 0, 0, "");
    }

    function test_aMessageHasALimit() public {
        mint(FOREST, alice, 10e18, SERIALS, REF);
        retire(alice, 1e18, 0, string(new bytes(4_096)));
        vm.expectRevert(abi.encodeWithSelector(CreditRegistry.MessageTooLong.selector, 4_097, 4_096));
        retire(alice, 1e18, 0, string(new bytes(4_097)));
    }

    function testFuzz_thereAreNineReasons(uint8 reason) public {
        mint(FOREST, alice, 10e18, SERIALS, REF);
        if (reason > 8) {
            vm.expectRevert(abi.encodeWithSelector(CreditRegistry.InvalidRetirementReason.selector, reason));
        }
        retire(alice, 1e18, reason, "");
        vm.assertEq(registry.retiredOf(batch), reason > 8 ? 0 : 1e18);
    }

    function testFuzz_whatIsMintedIsHeldOrRetired(uint32 tonnes, uint256 moved, uint256 used) public {
        vm.assume(tonnes > 0);
        uint256 amount = uint256(tonnes) * 1e18;
        mint(FOREST, alice, amount, SERIALS, REF);
        moved = bound(moved, 0, amount);
        transfer(alice, bob, moved);
        used = bound(used, 0, moved);
        if (used > 0) retire(bob, used, 0, "");
        vm.assertEq(registry.balanceOf(alice, batch) + registry.balanceOf(bob, batch), amount - used);
        vm.assertEq(registry.totalSupply(batch) + registry.retiredOf(batch), amount);
    }

    // Proofs

    function test_proofsComeInOrderWithNoneLeftOut() public {
        expectSequence(1, 0);
        expectSequence(1, 2);
        vm.expectEmit(address(registry));
        emit CreditRegistry.ProofAnchored(FOREST, 1, keccak256("proof 1"));
        anchor(FOREST, 1, keccak256("proof 1"));
        expectSequence(2, 1);
        expectSequence(2, 3);
        expectSequence(2, type(uint64).max);
        anchor(FOREST, 2, keccak256("proof 2"));
        vm.assertEq(registry.lastProofOf(FOREST), 2);
        vm.assertEq(registry.commitmentOf(FOREST, 1), keccak256("proof 1"));
        vm.assertEq(registry.commitmentOf(FOREST, 2), keccak256("proof 2"));
        vm.assertEq(registry.commitmentOf(FOREST, 3), bytes32(0));
    }

    function test_eachProjectCountsItsOwnProofs() public {
        openProject(OCEAN);
        anchor(FOREST, 1, keccak256("proof 1"));
        vm.assertEq(registry.lastProofOf(OCEAN), 0);
        anchor(OCEAN, 1, keccak256("proof 1"));
    }

    function test_aSuspendedProjectMayProveItself() public {
        suspend(FOREST, true);
        anchor(FOREST, 1, keccak256("proof 1"));
    }

    function test_refusesProofsOfNothingOrWithoutTheRole() public {
        vm.expectRevert(ZeroReference.selector);
        anchor(FOREST, 1, bytes32(0));
        vm.expectRevert(abi.encodeWithSelector(CreditRegistry.ProjectNotFound.selector, OCEAN));
        anchor(OCEAN, 1, keccak256("proof 1"));
        expectMissingRole(issuer, "ANCHOR_ROLE");
        vm.prank(issuer);
        registry.anchorProof(FOREST, 1, keccak256("proof 1"));
    }

    // The pause

    function test_aPauseStopsAllProjects() public {
        mint(FOREST, alice, 10e18, SERIALS, REF);
        vm.prank(suspender);
        registry.pause();
        vm.expectRevert(Pausable.EnforcedPause.selector);
        transfer(alice, bob, 1e18);
        vm.expectRevert(Pausable.EnforcedPause.selector);
        retire(alice, 1e18, 0, "");
        vm.expectRevert(Pausable.EnforcedPause.selector);
        mint(FOREST, alice, 1e18, keccak256("serials 2"), keccak256("issuance 2"));
        vm.expectRevert(Pausable.EnforcedPause.selector);
        openProject(OCEAN);
        vm.expectRevert(Pausable.EnforcedPause.selector);
        anchor(FOREST, 1, keccak256("proof 1"));
        vm.prank(suspender);
        registry.unpause();
        transfer(alice, bob, 1e18);
    }

    function test_refusesToPauseWithoutTheRole() public {
        expectMissingRole(admin, "SUSPENDER_ROLE");
        vm.prank(admin);
        registry.pause();
        expectMissingRole(admin, "SUSPENDER_ROLE");
        vm.prank(admin);
        registry.unpause();
    }

    function test_saysWhatItSpeaks() public view {
        vm.assertTrue(registry.supportsInterface(type(IERC1155).interfaceId));
        vm.assertTrue(registry.supportsInterface(type(IAccessControl).interfaceId));
        vm.assertFalse(registry.supportsInterface(0xffffffff));
    }

    function mint(bytes32 projectKey, address to, uint256 amount, bytes32 serials, bytes32 ref) private {
        vm.prank(issuer);
        registry.mint(projectKey, 2021, to, amount, serials, ref);
    }

    function transfer(address from, address to, uint256 amount) private {
        vm.prank(from);
        registry.safeTransferFrom(from, to, batch, amount, "");
    }

    function retire(address holder, uint256 amount, uint8 reason, string memory message) private {
        vm.prank(holder);
        registry.retire(batch, amount, BENEFICIARY, reason, message);
    }

    function configure(bytes32 projectKey, bool transferable) private {
        vm.prank(developer);
        registry.configureProject(projectKey, transferable);
    }

    function suspend(bytes32 projectKey, bool suspended) private {
        vm.prank(suspender);
        registry.suspendProject(projectKey, suspended);
    }

    function anchor(bytes32 projectKey, uint64 sequence, bytes32 commitment) private {
        vm.prank(anchorer);
        registry.anchorProof(projectKey, sequence, commitment);
    }

    function expectSequence(uint64 expected, uint64 given) private {
        vm.expectRevert(abi.encodeWithSelector(CreditRegistry.UnexpectedSequence.selector, expected, given));
        anchor(FOREST, given, keccak256("a proof out of order"));
    }

    function countLogs(bytes32 topic) private returns (uint256 count) {
        RecordedLog[] memory logs = vm.getRecordedLogs();
        for (uint256 i = 0; i < logs.length; ++i) {
            if (logs[i].topics[0] == topic) ++count;
        }
    }
}
